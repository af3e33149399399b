-- title.en: Scans by tool
-- title.ja: 探索に使われたツール
-- note.en: By marks that a tool leaves in its packets. A scan without such a mark has no known tool.
-- note.ja: ツールがパケットに残す特徴による。特徴のない探索は「不明」とする。
-- chart: shares
-- column: tool | | Tool | ツール
-- column: events | scans | Scans | 探索数
-- column: share_events | % | Share of scans | 探索数の割合
-- column: sources | sources | Sources | 発信元数
-- column: packets | packets | Packets | パケット数
-- finish: said tool
-- finish: rank events
-- finish: share share_events events
SELECT if(tool = '', 'unknown', tool) AS tool, count(*) AS events, uniqExact(src_hi, src_lo) AS sources, sum(packets) AS packets
FROM scan
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY tool
