-- title.en: Network operators of one country
-- title.ja: 1か国の発信元のネットワーク事業者別内訳
-- note.en: The site's own country unless another is asked for. Shares are of the country's accesses and source-days.
-- note.ja: 指定がなければ設定された自国。割合はその国のアクセス数・延べ発信元数に対するもの。
-- chart: shares
-- column: country | | Country | 国
-- column: operator | | Operator | 事業者
-- column: asn | | AS number | AS番号
-- column: accesses | accesses | Accesses | アクセス数
-- column: share_accesses | % | Share of accesses | アクセス数の割合
-- column: source_days | sources | Source-days | 延べ発信元数
-- column: share_sources | % | Share of source-days | 発信元数の割合
-- finish: operator
-- finish: rank accesses
-- finish: share share_accesses accesses
-- finish: share share_sources source_days
SELECT :drill AS country, asn_or_rest AS asn, sum(acc) AS accesses, sum(src) AS source_days
FROM (
	SELECT CASE WHEN asn IN (SELECT asn FROM source_day WHERE excluded = 0 AND accesses > 0
			AND country = :drill AND day >= toDate(:first) AND day <= toDate(:last)
			GROUP BY asn ORDER BY sum(accesses) DESC, asn LIMIT 15) THEN asn
			ELSE -1 END AS asn_or_rest, acc, src
	FROM (
		SELECT asn, count(*) AS src, sum(n) AS acc
		FROM (
			SELECT asn, sensor, day, src_hi, src_lo, sum(accesses) AS n
			FROM source_day
			WHERE excluded = 0 AND accesses > 0 AND country = :drill
				AND day >= toDate(:first) AND day <= toDate(:last)
			GROUP BY asn, sensor, day, src_hi, src_lo
		) AS source_days
		GROUP BY asn
	) AS operators
) AS shown
GROUP BY asn_or_rest
