-- title.en: Worms, by what they send and by the ports they ask
-- title.ja: ワーム(内容による検知とポートによる推定)
-- note.en: By content: the structure of the attack was seen. By port: scans of the ports that worms ask, whose content
-- note.en: nobody saw; others ask them too.
-- note.ja: 「内容」は攻撃の構造を確認したもの。「ポート」はワームが使うポートへの探索で、内容は確認していない。
-- chart: table
-- column: evidence | | By | 根拠
-- column: label | | Worm or weakness | ワームまたは脆弱性
-- column: findings | findings | Findings | 検知数
-- column: sources | sources | Sources | 発信元数
-- column: targets | addresses | Targets | 宛先数
-- column: days | | Days | 日数
-- finish: said evidence label
SELECT 'content' AS evidence, CASE form WHEN 'slammer' THEN 'Slammer' ELSE 'MS02-039' END AS label,
	count(*) AS findings, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(dst_hi, dst_lo) AS targets, uniqExact(day) AS days
FROM slammer
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY form
UNION ALL
SELECT 'content' AS evidence, CASE weakness WHEN 'MS03-026' THEN 'MS03-026 (Blaster)'
		WHEN 'MS04-011' THEN 'MS04-011 (Sasser)'
		WHEN 'MS08-067' THEN 'MS08-067 (Conficker)' ELSE weakness END AS label,
	count(*) AS findings, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(dst_hi, dst_lo) AS targets, uniqExact(day) AS days
FROM rpc_exploit
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY weakness
UNION ALL
SELECT 'content' AS evidence, CASE what WHEN 'eternalblue' THEN 'MS17-010 (EternalBlue)'
		ELSE 'MS17-010 (DoublePulsar)' END AS label,
	count(*) AS findings, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(dst_hi, dst_lo) AS targets, uniqExact(day) AS days
FROM smb_exploit
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY CASE what WHEN 'eternalblue' THEN 'MS17-010 (EternalBlue)'
	ELSE 'MS17-010 (DoublePulsar)' END
UNION ALL
SELECT 'content' AS evidence, 'remote shell' AS label,
	count(*) AS findings, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(dst_hi, dst_lo) AS targets, uniqExact(day) AS days
FROM remote_shell
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
HAVING count(*) > 0
UNION ALL
SELECT 'port' AS evidence, CASE dport WHEN 1434 THEN '1434/udp' WHEN 135 THEN '135/tcp'
		ELSE '445/tcp' END AS label,
	count(*) AS findings, uniqExact(src_hi, src_lo) AS sources,
	NULL AS targets, uniqExact(day) AS days
FROM scan
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
	AND ((proto = 17 AND dport = 1434) OR (proto = 6 AND dport IN (135, 445)))
GROUP BY dport
ORDER BY evidence, findings DESC, label
