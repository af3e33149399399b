-- title.en: Botnets
-- title.ja: ボットネット
-- note.en: Servers with the same first channel, key and form of nicks are one botnet: stopping one of them does not stop it.
-- note.en: Hosts are the distinct addresses whose own connections were judged to be commanded.
-- note.ja: 最初のチャンネル、キー、ニックネームの形式が同じサーバを一つのボットネットとみなす。1台を止めても止まらない。
-- note.ja: 感染端末数は、C&Cと判定した接続を行った異なるアドレスの数。
-- chart: table
-- column: botnet_name | | Botnet | ボットネット
-- column: servers | servers | Servers | サーバ数
-- column: hosts | hosts | Infected hosts | 感染端末数
-- column: countries | | Countries of the hosts | 感染端末の国・地域数
-- column: sessions | connections | Connections | 接続数
-- column: commanded | connections | Connections with orders | 指令のあった接続数
-- column: members | members | Members listed at most | 最大参加者数(サーバの一覧)
-- column: days | | Days | 日数
-- column: ports | | Ports | ポート数
SELECT botnet AS id, substr(botnet, 1, 6) AS botnet_name, uniqExact(dst_hi, dst_lo, dport) AS servers, uniqExact(src_hi, src_lo) AS hosts,
	uniqExact(country) AS countries, count(*) AS sessions,
	sum(CASE WHEN state = 'active' THEN 1 ELSE 0 END) AS commanded, max(members) AS members,
	uniqExact(day) AS days, uniqExact(dport) AS ports
FROM irc
WHERE verdict = 'cnc' AND excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY botnet
ORDER BY hosts DESC, sessions DESC, id
LIMIT 1000
