-- title.en: Sources that scanned most
-- title.ja: 探索の多い発信元
-- note.en: In public, networks of 256 addresses (IPv6: /48), named when at least five of their sources scanned;
-- note.en: internally, single addresses. Targets and ports are those of the largest scan (710: so many or more).
-- note.ja: 公開時は/24(IPv6は/48)のネットワーク単位で、5つ以上の発信元が探索を行ったものだけを示す。内部用では個々のアドレス。
-- note.ja: 宛先数とポート数は最大の探索のもの(710は710以上)。
-- chart: table
-- column: source | | Source | 発信元
-- column: country_name | | Country | 国・地域
-- column: operator | | Operator | 事業者
-- column: asn | | AS number | AS番号
-- column: survey | | Survey by | 調査組織
-- column: tool | | Tool | ツール
-- column: sources | sources | Sources | 発信元数
-- column: events | scans | Scans | 探索数
-- column: packets | packets | Packets | パケット数
-- column: targets | addresses | Targets, est. | 宛先数(推定)
-- column: ports | ports | Ports, est. | ポート数(推定)
-- column: per_minute | packets/min | Packets/min | パケット数/分
-- finish: source
-- finish: withhold source sources 5
-- finish: operator
-- finish: known asn
-- finish: country
-- finish: said tool
SELECT net_hi AS src_hi, net_lo AS src_lo, min(home) AS country, min(provider) AS asn,
	max(organisation) AS survey,
	CASE WHEN uniqExact(mark) > 1 THEN 'several' WHEN min(mark) = '' THEN 'unknown'
		ELSE min(mark) END AS tool,
	uniqExact(a_hi, a_lo) AS sources, count(*) AS events, sum(p) AS packets,
	max(t) AS targets, max(n) AS ports, max(rate) AS per_minute
FROM (
	SELECT CASE WHEN :internal = 1 OR src_hi = 0 THEN src_hi
			ELSE intDiv(src_hi, 65536) * 65536 END AS net_hi,
		CASE WHEN :internal = 1 THEN src_lo WHEN src_hi = 0 THEN intDiv(src_lo, 256) * 256
			ELSE 0 END AS net_lo,
		src_hi AS a_hi, src_lo AS a_lo, country AS home, asn AS provider,
		survey AS organisation, tool AS mark, packets AS p, targets_est AS t,
		ports_est AS n, per_minute AS rate
	FROM scan
	WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
) AS nets
GROUP BY net_hi, net_lo
ORDER BY packets DESC, net_hi, net_lo
LIMIT 20
