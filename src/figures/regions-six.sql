-- title.en: Shares by region of the source, six months
-- title.ja: 発信元地域別の割合(6か月)
-- note.en: The share of sources is that of source-days. Sources of UDP and of backscatter may be forged.
-- note.ja: 発信元の割合は延べ発信元数による。UDPと跳ね返りの発信元は詐称されている可能性がある。
-- chart: shares
-- column: region | | Region | 地域
-- column: region_id | | Region id | 地域ID
-- column: accesses | accesses | Accesses | アクセス数
-- column: share_accesses | % | Share of accesses | アクセス数の割合
-- column: source_days | sources | Source-days | 延べ発信元数
-- column: share_sources | % | Share of source-days | 発信元数の割合
-- finish: region
-- finish: rank accesses
-- finish: share share_accesses accesses
-- finish: share share_sources source_days
SELECT region, sum(acc) AS accesses, sum(src) AS source_days
FROM (
	SELECT :region AS region, acc, src
	FROM (
		SELECT country, sum(accesses) AS acc, sum(sources) AS src
		FROM day_count
		WHERE dimension = 'country' AND excluded = 0
			AND day >= toDate(:six) AND day <= toDate(:last)
		GROUP BY country
	) AS countries
) AS regions
GROUP BY region
