-- title.en: Infected hosts by day and country
-- title.ja: 日別・国・地域別の感染端末数
-- note.en: Distinct hosts that began a connection to a C&C server on the day; one that stays connected counts on the first.
-- note.ja: その日にC&Cサーバへの接続を始めた異なる端末の数。接続し続けている端末は最初の日にのみ数える。
-- chart: stacked-bars
-- column: day | | Day | 日
-- column: label | | Country | 国・地域
-- column: hosts | hosts | Infected hosts | 感染端末数
-- column: coverage | % | Observed | 観測率
-- column: gap | flag | Not observed | 観測なし
-- finish: country
-- finish: country-label
-- finish: grid day label hosts
-- finish: percent coverage weight known
-- finish: gap weight hosts
SELECT day, CASE WHEN home IN (SELECT origin FROM (
		SELECT src_hi AS b_hi, src_lo AS b_lo, country AS origin
		FROM irc
		WHERE verdict = 'cnc' AND excluded = 0
			AND day >= toDate(:first) AND day <= toDate(:last)
		UNION ALL
		SELECT src_hi AS b_hi, src_lo AS b_lo, country AS origin
		FROM http_bot
		WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
			AND (dst_hi, dst_lo, dport, path) IN (SELECT src_hi, src_lo, sport, path
				FROM http_cnc WHERE excluded = 0 AND day <= toDate(:last))
	) AS origins
	GROUP BY origin
	ORDER BY uniqExact(b_hi, b_lo) DESC, origin LIMIT 9) THEN home ELSE '-' END AS country,
	uniqExact(a_hi, a_lo) AS hosts, NULL AS weight, NULL AS known
FROM (
	SELECT day, src_hi AS a_hi, src_lo AS a_lo, country AS home
	FROM irc
	WHERE verdict = 'cnc' AND excluded = 0
		AND day >= toDate(:first) AND day <= toDate(:last)
	UNION ALL
	SELECT day, src_hi AS a_hi, src_lo AS a_lo, country AS home
	FROM http_bot
	WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
		AND (dst_hi, dst_lo, dport, path) IN (SELECT src_hi, src_lo, sport, path
			FROM http_cnc WHERE excluded = 0 AND day <= toDate(:last))
) AS bots
GROUP BY day, country
UNION ALL
SELECT day, NULL AS country, NULL AS hosts, sum(obs / len) AS weight,
	(SELECT uniqExact(sensor) FROM coverage
		WHERE observed_s > 0 AND day >= toDate(:six) AND day <= toDate(:last)) AS known
FROM :weights AS w
GROUP BY day
