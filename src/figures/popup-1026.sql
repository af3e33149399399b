-- title.en: Pop-ups to 1026/udp by month and country of the source
-- title.ja: 1026/UDP宛てポップアップスパムの月別件数(発信元国・地域別)
-- note.en: All months of the lake up to this one. A mark in the table is a change of level: binary segmentation of the
-- note.en: logarithm of messages per observed day, at least three months on each side, p < 0.01 by 999 permutations.
-- note.ja: 当月までの全期間。表の「変化」は水準の変化点(観測日あたり件数の対数の二分分割、前後3か月以上、
-- note.ja: 999回の並べ替え検定でp<0.01)。
-- chart: stacked-bars
-- span: all
-- column: month | | Month | 月
-- column: label | | Country | 国・地域
-- column: messages | messages | Messages | 件数
-- column: change | | Change | 変化
-- column: gap | flag | Not observed | 観測なし
-- finish: month-series 6
SELECT toStartOfMonth(day) AS month, country, count(*) AS messages, NULL AS days
FROM messenger_popup
WHERE excluded = 0 AND proto = 17 AND dport = 1026 AND day <= toDate(:last)
GROUP BY toStartOfMonth(day), country
UNION ALL
SELECT toStartOfMonth(day) AS month, NULL AS country, NULL AS messages,
	sum(observed_s) / 86400 AS days
FROM coverage
WHERE day <= toDate(:last)
GROUP BY toStartOfMonth(day)
