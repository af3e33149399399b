-- title.en: Scans by who says to survey the Internet
-- title.ja: インターネット調査を公表している組織による探索
-- note.en: Known by published networks (data/survey-scanners.tsv), which change; "others" is everybody else.
-- note.ja: 公表されているネットワーク(data/survey-scanners.tsv)による。変更されることがある。
-- chart: shares
-- column: label | | Organisation | 組織
-- column: events | scans | Scans | 探索数
-- column: share_events | % | Share of scans | 探索数の割合
-- column: sources | sources | Sources | 発信元数
-- column: packets | packets | Packets | パケット数
-- column: share_packets | % | Share of packets | パケット数の割合
-- finish: not-alone label
-- finish: others label
-- finish: rank packets
-- finish: share share_events events
-- finish: share share_packets packets
SELECT survey AS label, count(*) AS events, uniqExact(src_hi, src_lo) AS sources,
	sum(packets) AS packets, CASE WHEN survey = '' THEN 1 ELSE 0 END AS is_rest
FROM scan
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY survey
