-- title.en: Botnets
-- title.ja: ボットネット
-- note.en: Servers of IRC with the same first channel, key and form of nicks, and web pages of the same path and parameters,
-- note.en: are one botnet: stopping one of them does not stop it. Over the web, each question is a connection.
-- note.en: Hosts are the distinct addresses whose own connections were judged to be commanded.
-- note.ja: 最初のチャンネル、キー、ニックネームの形式が同じIRCサーバ、パスとパラメータ名が同じWebページを、それぞれ一つの
-- note.ja: ボットネットとみなす。1台を止めても止まらない。Webでは1回の問い合わせを1接続とする。
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
SELECT id, substr(id, 1, 6) AS botnet_name, uniqExact(server_hi, server_lo, server_port) AS servers,
	uniqExact(a_hi, a_lo) AS hosts, uniqExact(home) AS countries, count(*) AS sessions,
	sum(is_active) AS commanded, max(n_members) AS members, uniqExact(on_day) AS days,
	uniqExact(server_port) AS ports
FROM (
	SELECT botnet AS id, day AS on_day, src_hi AS a_hi, src_lo AS a_lo, country AS home,
		dst_hi AS server_hi, dst_lo AS server_lo, dport AS server_port,
		CASE WHEN state = 'active' THEN 1 ELSE 0 END AS is_active, members AS n_members
	FROM irc
	WHERE verdict = 'cnc' AND excluded = 0
		AND day >= toDate(:first) AND day <= toDate(:last)
	UNION ALL
	SELECT botnet AS id, day AS on_day, src_hi AS a_hi, src_lo AS a_lo, country AS home,
		dst_hi AS server_hi, dst_lo AS server_lo, dport AS server_port,
		CASE WHEN state = 'active' THEN 1 ELSE 0 END AS is_active, 0 AS n_members
	FROM http_bot
	WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
		AND (dst_hi, dst_lo, dport, path) IN (SELECT src_hi, src_lo, sport, path
			FROM http_cnc WHERE excluded = 0 AND day <= toDate(:last))
) AS bots
GROUP BY id
ORDER BY hosts DESC, sessions DESC, id
LIMIT 1000
