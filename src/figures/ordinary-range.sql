-- title.en: Accesses by day and what was to be expected
-- title.ja: 日別アクセス数と平常の範囲
-- note.en: The band is what the four weeks before each day make ordinary; a marked day is outside of
-- note.en: it and at least 20 % from what is usual. Only sensors that are known for three weeks are
-- note.en: compared; days without a band cannot be judged.
-- note.ja: 帯は各日の直前4週間から求めた平常の範囲。印は範囲を外れ、かつ平常値から20%以上離れた日。
-- note.ja: 3週間以上の観測がある観測点だけを比較する。帯のない日は判定できない。
-- chart: range
-- column: day | | Day | 日
-- column: per_sensor_day | accesses | Accesses per sensor and day | 1観測点1日あたりのアクセス数
-- column: usual | accesses | Usual | 平常値
-- column: low | accesses | Ordinary from | 平常範囲(下限)
-- column: high | accesses | Ordinary to | 平常範囲(上限)
-- column: score | | Score | スコア
-- column: judged | flag | Judged | 判定
-- column: note | flag | Out of the ordinary | 範囲外
-- column: gap | flag | Not observed | 観測なし
-- finish: ordinary-range
SELECT what, key, finding, sensor, day, n, len
FROM :daily_counts AS c
WHERE what IN ('weight', 'all')
ORDER BY what, key, finding, sensor, day
