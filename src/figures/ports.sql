-- title.en: Shares by destination port
-- title.ja: 宛先ポート別の割合
-- note.en: The share of sources is that of source-days: sources of one sensor in one day by port,
-- note.en: summed over sensors, days and ports. Shares are rounded by largest remainder.
-- note.ja: 発信元の割合は延べ発信元数(1観測点・1日ごとのポート別発信元数の合計)による。
-- note.ja: 割合は最大剰余法で丸め、合計は100.0%になる。
-- chart: shares
-- column: port | | Port | ポート
-- column: name | | Service | サービス
-- column: proto | | Protocol | プロトコル番号
-- column: dport | | Port number | ポート番号
-- column: accesses | accesses | Accesses | アクセス数
-- column: share_accesses | % | Share of accesses | アクセス数の割合
-- column: source_days | sources | Source-days | 延べ発信元数
-- column: share_sources | % | Share of source-days | 発信元数の割合
-- column: may_be_forged | flag | May be forged | 詐称の可能性
-- finish: port
-- finish: rank accesses
-- finish: share share_accesses accesses
-- finish: share share_sources source_days
SELECT CASE WHEN :key IN :top(10, accesses, :first) THEN :key ELSE :rest END AS key,
	sum(accesses) AS accesses, sum(sources) AS source_days
FROM day_count
WHERE dimension = 'port' AND excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY CASE WHEN :key IN :top(10, accesses, :first) THEN :key ELSE :rest END
