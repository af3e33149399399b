-- title.en: Infected hosts by country
-- title.ja: 国・地域別の感染端末数
-- note.en: Hosts whose connections were judged to be commanded, by IRC or by a web page that gave orders three times. A connection was set up, so their addresses are real.
-- note.ja: IRC、または3回以上指令を返したWebページにより指令を受けていると判定した端末。接続が成立しているため、アドレスは詐称されていない。
-- chart: shares
-- column: label | | Country | 国・地域
-- column: country | | Code | コード
-- column: hosts | hosts | Infected hosts | 感染端末数
-- column: share_hosts | % | Share of hosts | 端末数の割合
-- column: operators | | Operators | 事業者数
-- column: servers | servers | C&C servers they use | 接続先のC&Cサーバ数
-- column: botnets | | Botnets | ボットネット数
-- column: sessions | connections | Connections | 接続数
-- finish: country
-- finish: country-label
-- finish: rank hosts
-- finish: share share_hosts hosts
SELECT home AS country, uniqExact(a_hi, a_lo) AS hosts, uniqExact(operator) AS operators,
	uniqExact(server_hi, server_lo, server_port) AS servers, uniqExact(id) AS botnets,
	count(*) AS sessions
FROM (
	SELECT botnet AS id, src_hi AS a_hi, src_lo AS a_lo, country AS home, asn AS operator,
		dst_hi AS server_hi, dst_lo AS server_lo, dport AS server_port
	FROM irc
	WHERE verdict = 'cnc' AND excluded = 0
		AND day >= toDate(:first) AND day <= toDate(:last)
	UNION ALL
	SELECT botnet AS id, src_hi AS a_hi, src_lo AS a_lo, country AS home, asn AS operator,
		dst_hi AS server_hi, dst_lo AS server_lo, dport AS server_port
	FROM http_bot
	WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
		AND (dst_hi, dst_lo, dport, path) IN (SELECT src_hi, src_lo, sport, path
			FROM http_cnc WHERE excluded = 0 AND day <= toDate(:last))
) AS bots
GROUP BY home
