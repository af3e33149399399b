-- title.en: Conditions of observation
-- title.ja: 観測の条件
-- note.en: What every figure of this report rests on.
-- note.ja: 本レポートのすべての図が前提とする条件。
-- chart: table
-- column: item | | Item | 項目
-- column: value | | Value | 内容
-- finish: conditions
SELECT count(*) AS sensor_days, sum(obs) AS observed_s, sum(obs / len) AS weight,
	uniqExact(sensor) AS sensors,
	sum(CASE WHEN obs * 100 >= len * 95 THEN 1 ELSE 0 END) AS complete_days,
	(SELECT sum(lost) FROM coverage
		WHERE day >= toDate(:first) AND day <= toDate(:last)) AS lost,
	(SELECT sum(dropped) FROM coverage
		WHERE day >= toDate(:first) AND day <= toDate(:last)) AS dropped,
	(SELECT sum(overlap * observed_s) FROM coverage
		WHERE day >= toDate(:first) AND day <= toDate(:last)) AS overlap_s,
	(SELECT sum(addresses * observed_s) FROM coverage
		WHERE addresses < 4294967296 AND day >= toDate(:first) AND day <= toDate(:last)) AS address_s,
	(SELECT sum(accesses) FROM day_count WHERE dimension = 'all' AND excluded = 1
		AND day >= toDate(:first) AND day <= toDate(:last)) AS excluded_accesses,
	:readable AS readable
FROM :weights AS w
WHERE obs > 0
