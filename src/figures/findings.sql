-- title.en: Findings
-- title.ja: 検知結果の一覧
-- note.en: What the detectors and watches recognised this month, one row for each kind. Sources are
-- note.en: distinct addresses of the whole month; those of UDP and of backscatter may be forged.
-- note.ja: 当月に検知した事象の種類別件数。発信元数は月全体の異なるアドレス数。UDPと跳ね返りの発信元は
-- note.ja: 詐称されている可能性がある。
-- chart: table
-- column: finding | | Kind | 種類
-- column: name | | What it is | 内容
-- column: findings | findings | Findings | 検知数
-- column: sources | sources | Sources | 発信元数
-- column: targets | addresses | Targets | 宛先数
-- column: packets | packets | Packets | パケット数
-- column: days | | Days | 日数
-- finish: finding
SELECT finding, count(*) AS findings, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(dst_hi, dst_lo) AS targets, sum(packets) AS packets, uniqExact(day) AS days
FROM :findings AS f
WHERE excluded = 0
GROUP BY finding
ORDER BY findings DESC, finding
