-- title.en: What to do
-- title.ja: 対策
-- note.en: Advice that belongs to the ports and findings of the month.
-- note.ja: 今月観測されたポートと観測結果に応じた助言。
-- chart: table
-- column: subject | | Concerns | 対象
-- column: advice | | Advice | 対策
-- column: keys | | Kinds of traffic, ports, findings | 通信の種類・ポート・検知
-- column: source | | Source | 出典
-- finish: sort key
-- finish: advice
SELECT proto * 65536 + dport AS key, '' AS finding, sum(accesses) AS accesses
FROM day_count
WHERE dimension = 'port' AND excluded = 0
	AND day >= toDate(:first) AND day <= toDate(:last)
	AND (:key IN :top(10, accesses, :first) OR :key IN :top(10, sources, :first))
GROUP BY proto, dport
UNION ALL
SELECT NULL AS key, kind AS finding, sum(accesses) AS accesses
FROM day_count
WHERE dimension = 'kind' AND excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY kind
UNION ALL
SELECT NULL AS key, 'excluded' AS finding, sum(accesses) AS accesses
FROM day_count
WHERE dimension = 'all' AND excluded = 1 AND day >= toDate(:first) AND day <= toDate(:last)
UNION ALL
SELECT NULL AS key, finding, count(*) AS accesses
FROM :findings AS f
WHERE excluded = 0 AND finding NOT IN ('scan', 'backscatter')
GROUP BY finding
