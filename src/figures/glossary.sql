-- title.en: Ports of the month
-- title.ja: 今月のポートの解説
-- note.en: Ports among the ten with most accesses or most source-days. What a port is used for does
-- note.en: not prove what a single access was for.
-- note.ja: アクセス数または延べ発信元数の上位10ポート。ポートの用途は、個々のアクセスの目的を示すものではない。
-- chart: table
-- column: port | | Port | ポート
-- column: name | | Service | サービス
-- column: what | | What it is for | 用途
-- column: threat | | Why it is accessed | 想定される目的
-- column: source | | Source | 出典
-- column: accesses | accesses | Accesses | アクセス数
-- column: known | | In the port table | 一覧にあり
-- finish: port
-- finish: glossary
-- finish: rank accesses
SELECT key, sum(acc) AS accesses, sum(src) AS source_days
FROM (
	SELECT proto * 65536 + dport AS key, sum(accesses) AS acc, sum(sources) AS src
	FROM day_count
	WHERE dimension = 'port' AND excluded = 0
		AND day >= toDate(:first) AND day <= toDate(:last)
		AND (:key IN :top(10, accesses, :first) OR :key IN :top(10, sources, :first))
	GROUP BY proto, dport
) AS ports
GROUP BY key
