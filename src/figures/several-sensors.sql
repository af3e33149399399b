-- title.en: Sources by the number of sensors they reached
-- title.ja: 発信元が到達した観測点の数
-- note.en: Distinct sources of the whole month over all sensors. Forged sources look like sources of few sensors.
-- note.ja: 月全体・全観測点を通じた異なる発信元の数。詐称された発信元は少数の観測点だけに現れやすい。
-- chart: bars
-- column: sensors | sensors | Sensors reached | 到達した観測点数
-- column: sources | sources | Sources | 発信元数
-- column: share_sources | % | Share of sources | 発信元の割合
-- column: accesses | accesses | Accesses | アクセス数
-- column: share_accesses | % | Share of accesses | アクセス数の割合
-- finish: sort sensors
-- finish: share share_sources sources
-- finish: share share_accesses accesses
SELECT sensors, count(*) AS sources, sum(acc) AS accesses
FROM (
	SELECT src_hi, src_lo, :n_sensors AS sensors, sum(accesses) AS acc
	FROM source_day
	WHERE excluded = 0 AND accesses > 0 AND day >= toDate(:first) AND day <= toDate(:last)
	GROUP BY src_hi, src_lo
) AS sources
GROUP BY sensors
