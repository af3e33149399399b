-- title.en: Servers by which bots are commanded
-- title.ja: ボットに指令を出すC&Cサーバ
-- note.en: Servers of IRC with the same first channel, key and form of nicks, and web pages of the same path and parameters,
-- note.en: are one botnet and share its name. Hosts were seen to connect; members are those that the server listed. In public,
-- note.en: addresses are withheld. Do not connect to them.
-- note.ja: 最初のチャンネル、キー、ニックネームの形式が同じIRCサーバ、パスとパラメータ名が同じWebページを、それぞれ一つの
-- note.ja: ボットネットとみなし、同じ識別名で示す。端末数は接続を確認した端末、参加者数はサーバの一覧によるもの。
-- note.ja: 公開時はアドレスを示さない。接続してはならない。
-- chart: table
-- column: botnet_name | | Botnet | ボットネット
-- column: servers | servers | Servers of it | 同サーバ数
-- column: source | | Server | サーバ
-- column: port | | Port | ポート
-- column: unusual_port | flag | Not on 6660-6669 | 6660～6669番以外
-- column: country_name | | Country | 国・地域
-- column: placement | | Placement | 設置場所
-- column: state | | State | 状態
-- column: first_order | | First order at, UTC | 最初の指令の時刻(UTC)
-- column: hosts | hosts | Hosts | 端末数
-- column: sessions | connections | Connections | 接続数
-- column: members | members | Members | 参加者数
-- finish: together servers id
-- finish: rank servers
-- finish: source
-- finish: withhold source hidden 5
-- finish: country
-- finish: port
-- finish: moment first_order first_order_s
-- finish: said state placement
SELECT id, substr(id, 1, 6) AS botnet_name, 6 AS proto, server_port AS dport,
	CASE WHEN max(by_web) = 1 THEN NULL
		WHEN server_port >= 6660 AND server_port <= 6669 THEN 0 ELSE 1 END AS unusual_port,
	src_hi, src_lo, min(home) AS country, max(place) AS placement,
	CASE WHEN max(is_active) = 1 THEN 'active' WHEN min(is_dead) = 1 THEN 'dead'
		ELSE 'idle' END AS state,
	min(order_s) AS first_order_s, max(n_hosts) AS hosts, sum(n) AS sessions,
	max(n_members) AS members, 1 AS hidden
FROM (
	SELECT botnet AS id, src_hi, src_lo, sport AS server_port, country AS home,
		placement AS place, CASE WHEN state = 'active' THEN 1 ELSE 0 END AS is_active,
		CASE WHEN state = 'dead' THEN 1 ELSE 0 END AS is_dead,
		CASE WHEN first_order_s > 0 THEN first_order_s END AS order_s,
		hosts_est AS n_hosts, sessions AS n, members AS n_members, 0 AS by_web
	FROM irc_cnc
	WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
	UNION ALL
	SELECT botnet AS id, src_hi, src_lo, sport AS server_port, country AS home,
		placement AS place, CASE WHEN state = 'active' THEN 1 ELSE 0 END AS is_active,
		0 AS is_dead, CASE WHEN first_order_s > 0 THEN first_order_s END AS order_s,
		hosts_est AS n_hosts, requests AS n, 0 AS n_members, 1 AS by_web
	FROM http_cnc
	WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
) AS servers
GROUP BY src_hi, src_lo, server_port, id
ORDER BY hosts DESC, sessions DESC, src_hi, src_lo, server_port
LIMIT 1000
