-- title.en: Network operators with most accesses
-- title.ja: アクセス数の多いネットワーク事業者
-- note.en: Sources are distinct addresses over the whole month and all sensors.
-- note.ja: 発信元数は月全体・全観測点を通じた異なるアドレスの数。
-- chart: bars
-- column: operator | | Operator | 事業者
-- column: asn | | AS number | AS番号
-- column: country | | Code | コード
-- column: country_name | | Country | 国・地域
-- column: accesses | accesses | Accesses | アクセス数
-- column: sources | sources | Sources | 発信元数
-- column: accesses_share | % | Share of all accesses | 全アクセスに占める割合
-- finish: operator
-- finish: country
-- finish: percent accesses_share accesses all_accesses
SELECT asn, min(home) AS country, sum(acc) AS accesses, count(*) AS sources,
	(SELECT sum(accesses) FROM day_count WHERE dimension = 'all' AND excluded = 0
		AND day >= toDate(:first) AND day <= toDate(:last)) AS all_accesses
FROM (
	SELECT asn, src_hi, src_lo, min(country) AS home, sum(accesses) AS acc
	FROM source_day
	WHERE excluded = 0 AND accesses > 0 AND day >= toDate(:first) AND day <= toDate(:last)
	GROUP BY asn, src_hi, src_lo
) AS sources
GROUP BY asn
ORDER BY accesses DESC, asn
LIMIT 20
