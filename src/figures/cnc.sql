-- title.en: Servers by which bots are commanded
-- title.ja: ボットに指令を出すC&Cサーバ
-- note.en: Servers with the same first channel, key and form of nicks are one botnet and share its name. In public,
-- note.en: addresses are withheld, passwords and keys of channels masked. Do not connect to them.
-- note.ja: 最初のチャンネル、キー、ニックネームの形式が同じサーバを一つのボットネットとみなし、同じ識別名で示す。公開時は
-- note.ja: アドレスを示さず、パスワードとチャンネルのキーを伏せる。接続してはならない。
-- chart: table
-- column: botnet_name | | Botnet | ボットネット
-- column: servers | servers | Servers of the botnet | ボットネットのサーバ数
-- column: source | | Server | サーバ
-- column: port | | Port | ポート
-- column: country_name | | Country | 国・地域
-- column: server_name | | Name | サーバ名
-- column: password | | Password | パスワード
-- column: channels | | Channels and keys | チャンネルとキー
-- column: nicks | | Form of nicks | ニックネームの形式
-- column: state | | State | 状態
-- column: sessions | connections | Connections | 接続数
-- column: hosts | hosts | Hosts | 接続した端末数
-- column: members | members | Members listed | 参加者数(サーバの一覧)
-- column: orders | | First orders | 最初の指令
-- column: first_order | | First order at, UTC | 最初の指令の時刻(UTC)
-- column: placement | | Placement | 設置場所
-- finish: together servers id
-- finish: rank servers
-- finish: source
-- finish: withhold source hidden 5
-- finish: country
-- finish: port
-- finish: secret password
-- finish: channel-keys channels
-- finish: mask server_name
-- finish: mask orders
-- finish: moment first_order first_order_s
-- finish: said state placement
SELECT botnet AS id, substr(botnet, 1, 6) AS botnet_name, 6 AS proto, sport AS dport,
	src_hi, src_lo, min(country) AS country, max(server_name) AS server_name,
	max(password) AS password, max(channels) AS channels, min(nick_skeleton) AS nicks,
	CASE WHEN max(CASE WHEN state = 'active' THEN 1 ELSE 0 END) = 1 THEN 'active'
		WHEN min(CASE WHEN state = 'dead' THEN 1 ELSE 0 END) = 1 THEN 'dead'
		ELSE 'idle' END AS state,
	sum(sessions) AS sessions, max(hosts_est) AS hosts, max(members) AS members,
	max(orders) AS orders,
	min(CASE WHEN first_order_s > 0 THEN first_order_s END) AS first_order_s,
	max(placement) AS placement, 1 AS hidden
FROM irc_cnc
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY src_hi, src_lo, sport, botnet
ORDER BY hosts DESC, sessions DESC, src_hi, src_lo, sport
LIMIT 100
