-- title.en: Floods and their targets by day
-- title.ja: 日別のDoS攻撃検知数と標的数(跳ね返りによる)
-- note.en: On the day on which a flood began. The line is the distinct targets of the day.
-- note.ja: 攻撃が始まった日に数える。線はその日に攻撃が始まった標的の数。
-- chart: stacked-bars
-- column: day | | Day | 日
-- column: label | | Kind of flood | 攻撃の種類
-- column: floods | floods | Floods | 攻撃数
-- column: day_total | targets | Targets of the day | その日の標的数
-- column: coverage | % | Observed | 観測率
-- column: gap | flag | Not observed | 観測なし
-- finish: said label
-- finish: grid day label floods
-- finish: whole day_total
-- finish: percent coverage weight known
-- finish: gap weight floods day_total
SELECT day, vector AS label, count(*) AS floods, NULL AS day_total, NULL AS weight, NULL AS known
FROM backscatter
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY day, vector
UNION ALL
SELECT day, NULL AS label, NULL AS floods, uniqExact(src_hi, src_lo) AS day_total,
	NULL AS weight, NULL AS known
FROM backscatter
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY day
UNION ALL
SELECT day, NULL AS label, NULL AS floods, NULL AS day_total, sum(obs / len) AS weight,
	(SELECT uniqExact(sensor) FROM coverage
		WHERE observed_s > 0 AND day >= toDate(:six) AND day <= toDate(:last)) AS known
FROM :weights AS w
GROUP BY day
