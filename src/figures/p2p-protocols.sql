-- title.en: P2P protocols by content
-- title.ja: 内容で識別したP2P通信
-- note.en: Connections and datagrams that speak the protocol, uninvited at a sensor.
-- note.ja: 観測点に一方的に届いた通信のうち、各プロトコルの形式に合致したもの。
-- chart: shares
-- column: label | | Protocol | プロトコル
-- column: findings | findings | Findings | 検知数
-- column: share_findings | % | Share | 割合
-- column: sources | sources | Sources | 発信元数
-- column: days | | Days | 日数
-- finish: rank findings
-- finish: share share_findings findings
SELECT 'BitTorrent' AS label, count(*) AS findings, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(day) AS days
FROM bittorrent
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
HAVING count(*) > 0
UNION ALL
SELECT 'eDonkey' AS label, count(*) AS findings, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(day) AS days
FROM edonkey
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
HAVING count(*) > 0
UNION ALL
SELECT 'Gnutella' AS label, count(*) AS findings, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(day) AS days
FROM gnutella
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
HAVING count(*) > 0
UNION ALL
SELECT 'SoulSeek' AS label, count(*) AS findings, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(day) AS days
FROM soulseek
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
HAVING count(*) > 0
UNION ALL
SELECT 'Winny' AS label, count(*) AS findings, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(day) AS days
FROM winny
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
HAVING count(*) > 0
