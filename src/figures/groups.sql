-- title.en: Port groups
-- title.ja: ポートグループ別
-- note.en: Groups of the site's configuration; ports outside of them are not shown, and shares are
-- note.en: of all accesses and of the source-days of all ports.
-- note.ja: 設定されたポートグループ。グループ外のポートは含まない。割合は全アクセス数に対するもの。
-- chart: bars
-- column: group | | Port group | ポートグループ
-- column: accesses | accesses | Accesses | アクセス数
-- column: accesses_share | % | Share of all accesses | 全アクセスに占める割合
-- column: source_days | sources | Source-days | 延べ発信元数
-- column: before_per_day | accesses | Per day, five months before | 過去5か月の1日あたり
-- column: accesses_per_day | accesses | Per day, this month | 当月の1日あたり
-- finish: percent accesses_share accesses all_accesses
-- finish: ratio accesses_per_day accesses days
-- finish: ratio before_per_day before_accesses before_days
-- finish: rank accesses
SELECT group_name AS "group", sum(CASE WHEN day >= toDate(:first) THEN n ELSE 0 END) AS accesses,
	sum(CASE WHEN day >= toDate(:first) THEN src ELSE 0 END) AS source_days,
	sum(CASE WHEN day < toDate(:first) THEN n ELSE 0 END) AS before_accesses,
	(SELECT sum(accesses) FROM day_count WHERE dimension = 'all' AND excluded = 0
		AND day >= toDate(:first) AND day <= toDate(:last)) AS all_accesses,
	(SELECT uniqExact(day) FROM coverage WHERE observed_s > 0
		AND day >= toDate(:first) AND day <= toDate(:last)) AS days,
	(SELECT uniqExact(day) FROM coverage WHERE observed_s > 0
		AND day >= toDate(:six) AND day < toDate(:first)) AS before_days
FROM (
	SELECT substr(dimension, 7) AS group_name, day, accesses AS n, sources AS src
	FROM day_count
	WHERE dimension LIKE 'group:%' AND excluded = 0
		AND day >= toDate(:six) AND day <= toDate(:last)
) AS groups
GROUP BY group_name
