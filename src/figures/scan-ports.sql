-- title.en: Scans by port
-- title.ja: ポート別の探索数
-- note.en: A scan of several ports counts as such and at none of them.
-- note.ja: 複数のポートに対する探索は「複数のポート」に含め、個々のポートには含めない。
-- chart: shares
-- column: port | | Port | ポート
-- column: name | | Service | サービス
-- column: proto | | Protocol | プロトコル番号
-- column: dport | | Port number | ポート番号
-- column: events | scans | Scans | 探索数
-- column: share_events | % | Share of scans | 探索数の割合
-- column: sources | sources | Sources | 発信元数
-- column: packets | packets | Packets | パケット数
-- finish: port
-- finish: several-ports
-- finish: rank events
-- finish: share share_events events
SELECT port_key AS key, count(*) AS events, uniqExact(a_hi, a_lo) AS sources, sum(p) AS packets
FROM (
	SELECT CASE WHEN proto = 0 THEN -1
			WHEN :key IN (SELECT proto * 65536 + dport FROM scan
				WHERE proto <> 0 AND excluded = 0
					AND day >= toDate(:first) AND day <= toDate(:last)
				GROUP BY proto * 65536 + dport
				ORDER BY count(*) DESC, proto * 65536 + dport LIMIT 15) THEN :key
			ELSE :rest END AS port_key,
		src_hi AS a_hi, src_lo AS a_lo, packets AS p
	FROM scan
	WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
) AS scans
GROUP BY port_key
