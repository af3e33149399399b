-- title.en: Accesses by country of the source
-- title.ja: 発信元の国・地域別のアクセス数
-- note.en: The country to which the source address is registered. Sources of UDP and of backscatter may be forged.
-- note.ja: 発信元アドレスが登録されている国・地域。UDPと跳ね返りの発信元は詐称されている可能性がある。
-- chart: map
-- column: country | | Code | コード
-- column: country_name | | Country | 国・地域
-- column: accesses | accesses | Accesses | アクセス数
-- column: share_accesses | % | Share of accesses | アクセス数の割合
-- column: source_days | sources | Source-days | 延べ発信元数
-- column: share_sources | % | Share of source-days | 発信元数の割合
-- finish: country
-- finish: rank accesses
-- finish: share share_accesses accesses
-- finish: share share_sources source_days
SELECT country, sum(accesses) AS accesses, sum(sources) AS source_days
FROM day_count
WHERE dimension = 'country' AND excluded = 0
	AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY country
