-- title.en: Does one sender use both ports?
-- title.ja: 同一発信元による1026/1027両ポートの利用
-- note.en: A source is paired when the families it sends to 1026 and to 1027 are mostly the same (Jaccard 0.5 and more) and so are
-- note.en: their numbers (within a factor of two); single when it uses one of the two only; mixed otherwise.
-- note.ja: 両ポートへ送る文面の系統が概ね同じ(Jaccard係数0.5以上)で件数も2倍以内ならば「両方」、一方だけならば「片方」。
-- chart: table
-- column: country | | Code | コード
-- column: country_name | | Country | 国・地域
-- column: sources | sources | Sources | 発信元数
-- column: messages | messages | Messages | 件数
-- column: paired | sources | Both alike | 両方
-- column: single | sources | One only | 片方
-- column: mixed | sources | Mixed | 混在
-- finish: pairs
-- finish: country
-- finish: rank messages
SELECT src_hi, src_lo, country, dport, family, count(*) AS messages
FROM messenger_popup
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last) AND proto = 17
	AND dport IN (1026, 1027)
GROUP BY src_hi, src_lo, country, dport, family
ORDER BY src_hi, src_lo, dport, family
LIMIT 500000
