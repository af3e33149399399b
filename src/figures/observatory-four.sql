-- title.en: Accesses, sources, findings and backscatter by day and address
-- title.ja: 1日・1IPアドレスあたりの観測結果
-- note.en: The four measures that the National Police Agency of Japan publishes each month. Accesses and findings divide by the
-- note.en: days and addresses observed, sources and backscatter by days on which each observing sensor observed 95 % and more.
-- note.ja: 警察庁が毎月公表している4指標に相当する値。アクセスと検知は延べ観測アドレス日数で、発信元と跳ね返りは、観測した
-- note.ja: 全観測点で95%以上観測できた日数で割った値。アドレス数の不明な観測点がある場合、前者は空欄とする。
-- chart: table
-- column: accesses_per_day_ip | accesses | Accesses per day and address | 1日・1IPアドレスあたりのアクセス件数
-- column: sources_per_day | sources | Sources per day | 1日あたりの発信元数
-- column: findings_per_day_ip | findings | Findings per day and address | 1日・1IPアドレスあたりの検知件数
-- column: backscatter_per_day | accesses | Backscatter per day | 1日あたりの跳ね返り件数
-- column: backscatter_sources_per_day | sources | Sources of backscatter per day | 1日あたりの跳ね返りの発信元数
-- column: accesses | accesses | Accesses of the month | 月間アクセス件数
-- column: findings | findings | Findings of the month | 月間検知件数
-- column: address_days | | Observed addresses × days | 延べ観測アドレス日数
-- column: whole_days | days | Days observed whole | 95%以上観測した日数
-- finish: ratio accesses_per_day_ip accesses address_days 2
-- finish: ratio findings_per_day_ip findings address_days 4
-- finish: ratio sources_per_day sources whole_days 1
-- finish: ratio backscatter_per_day backscatter whole_days 1
-- finish: ratio backscatter_sources_per_day backscatter_sources whole_days 1
-- finish: known address_days
-- finish: round address_days 1
SELECT coalesce(sum(acc), 0) AS accesses,
	CASE WHEN sum(unknown) > 0 THEN 0 ELSE coalesce(sum(weight), 0) END AS address_days,
	coalesce(sum(whole), 0) AS whole_days,
	sum(CASE WHEN whole = 1 THEN src ELSE 0 END) AS sources,
	sum(CASE WHEN whole = 1 THEN back ELSE 0 END) AS backscatter,
	sum(CASE WHEN whole = 1 THEN back_src ELSE 0 END) AS backscatter_sources,
	(SELECT count(*) FROM :findings AS f WHERE excluded = 0) AS findings
FROM (
	SELECT day, sum(a) AS acc, sum(s) AS src, sum(b) AS back, sum(bs) AS back_src,
		sum(w) AS weight, sum(u) AS unknown, max(full_day) AS whole
	FROM (
		SELECT day, 0 AS a, 0 AS s, 0 AS b, 0 AS bs, sum(obs / len * n) AS w,
			sum(CASE WHEN n = 0 THEN 1 ELSE 0 END) AS u,
			CASE WHEN min(CASE WHEN obs * 100 >= len * 95 THEN 1 ELSE 0 END) = 1
				THEN 1 ELSE 0 END AS full_day
		FROM (
			SELECT sensor, day, sum(bin_s) AS obs, max(all_s) AS len, max(n_addresses) AS n
			FROM (
				SELECT sensor, day, bin, max(observed_s) AS bin_s, max(day_s) AS all_s,
					max(addresses) AS n_addresses
				FROM coverage
				WHERE day >= toDate(:first) AND day <= toDate(:last)
				GROUP BY sensor, day, bin
			) AS bins
			GROUP BY sensor, day
		) AS sensor_days
		WHERE obs > 0
		GROUP BY day
		UNION ALL
		SELECT day, CASE WHEN dimension = 'all' THEN accesses ELSE 0 END AS a, 0 AS s,
			CASE WHEN dimension = 'kind' THEN accesses ELSE 0 END AS b, 0 AS bs, 0 AS w,
			0 AS u, 0 AS full_day
		FROM day_count
		WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
			AND (dimension = 'all' OR (dimension = 'kind' AND kind = 'backscatter'))
		UNION ALL
		SELECT day, 0 AS a, uniqExact(src_hi, src_lo) AS s, 0 AS b, 0 AS bs, 0 AS w, 0 AS u,
			0 AS full_day
		FROM source_day
		WHERE excluded = 0 AND accesses > 0
			AND day >= toDate(:first) AND day <= toDate(:last)
		GROUP BY day
		UNION ALL
		SELECT day, 0 AS a, 0 AS s, 0 AS b, uniqExact(src_hi, src_lo) AS bs, 0 AS w, 0 AS u,
			0 AS full_day
		FROM source_day
		WHERE excluded = 0 AND accesses > 0 AND kind = 'backscatter'
			AND day >= toDate(:first) AND day <= toDate(:last)
		GROUP BY day
	) AS parts
	GROUP BY day
) AS days
