-- title.en: Ports of IRC: what a rule by port would have found
-- title.ja: IRCのポート:ポート番号による検知との比較
-- note.en: C&C is recognised by content on any port. A rule that watches 6660-6669 would have found the servers of that row,
-- note.en: and taken its ordinary connections for bots.
-- note.ja: C&Cはポートによらず通信内容で検知している。6660-6669番だけを監視した場合、その行のサーバしか検知できず、
-- note.ja: その行の通常のIRC接続を誤検知する。
-- chart: shares
-- column: label | | Port | ポート
-- column: servers | servers | C&C servers | C&Cサーバ数
-- column: share_servers | % | Share of C&C servers | C&Cサーバの割合
-- column: hosts | hosts | Infected hosts | 感染端末数
-- column: sessions | connections | C&C connections | C&Cの接続数
-- column: ordinary | connections | Ordinary IRC connections | 通常のIRC接続数
-- finish: needs servers
-- finish: rank servers
-- finish: share share_servers servers
-- finish: said label
SELECT port_class AS label, sum(n_servers) AS servers, sum(n_hosts) AS hosts,
	sum(n_cnc) AS sessions, sum(n_irc) AS ordinary
FROM (
	SELECT CASE WHEN dport >= 6660 AND dport <= 6669 THEN '6660-6669'
			WHEN dport = 80 OR dport = 8080 THEN '80 and 8080' ELSE 'other ports' END
			AS port_class,
		uniqExact(dst_hi, dst_lo, dport) AS n_servers, uniqExact(src_hi, src_lo) AS n_hosts,
		count(*) AS n_cnc, 0 AS n_irc
	FROM irc
	WHERE verdict = 'cnc' AND excluded = 0
		AND day >= toDate(:first) AND day <= toDate(:last)
	GROUP BY CASE WHEN dport >= 6660 AND dport <= 6669 THEN '6660-6669'
		WHEN dport = 80 OR dport = 8080 THEN '80 and 8080' ELSE 'other ports' END
	UNION ALL
	SELECT CASE WHEN dport >= 6660 AND dport <= 6669 THEN '6660-6669'
			WHEN dport = 80 OR dport = 8080 THEN '80 and 8080' ELSE 'other ports' END
			AS port_class,
		0 AS n_servers, 0 AS n_hosts, 0 AS n_cnc, count(*) AS n_irc
	FROM irc
	WHERE verdict <> 'cnc' AND excluded = 0
		AND day >= toDate(:first) AND day <= toDate(:last)
	GROUP BY CASE WHEN dport >= 6660 AND dport <= 6669 THEN '6660-6669'
		WHEN dport = 80 OR dport = 8080 THEN '80 and 8080' ELSE 'other ports' END
) AS parts
GROUP BY port_class
