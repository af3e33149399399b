-- title.en: What bots say to their servers, and what they are told
-- title.ja: ボットとC&Cサーバとの通信内容
-- note.en: In public, addresses are withheld, passwords, keys of channels and names of hosts masked.
-- note.ja: 公開時はアドレスを示さず、パスワード、チャンネルのキー、ホスト名を伏せる。
-- chart: table
-- column: botnet_name | | Botnet | ボットネット
-- column: source | | Server | サーバ
-- column: port | | Port | ポート
-- column: server_name | | Name | サーバ名
-- column: password | | Password | パスワード
-- column: channels | | Channels and keys | チャンネルとキー
-- column: nicks | | Form of nicks | ニックネームの形式
-- column: orders | | First orders | 最初の指令
-- column: sessions | connections | Connections | 接続数
-- finish: together servers id
-- finish: rank servers
-- finish: source
-- finish: withhold source hidden 5
-- finish: port
-- finish: secret password
-- finish: channel-keys channels
-- finish: mask server_name
-- finish: mask orders
SELECT botnet AS id, substr(botnet, 1, 6) AS botnet_name, 6 AS proto, sport AS dport,
	src_hi, src_lo, max(server_name) AS server_name, max(password) AS password,
	max(channels) AS channels, min(nick_skeleton) AS nicks, max(orders) AS orders,
	sum(sessions) AS sessions, 1 AS hidden
FROM irc_cnc
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY src_hi, src_lo, sport, botnet
ORDER BY max(hosts_est) DESC, sessions DESC, src_hi, src_lo, sport
LIMIT 1000
