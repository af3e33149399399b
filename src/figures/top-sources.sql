-- title.en: Sources with most accesses
-- title.ja: アクセス数の多い発信元
-- note.en: In public, networks of 256 addresses (IPv6: /48) in which at least five sources were seen;
-- note.en: internally, single addresses. "May be forged": nothing but UDP or backscatter was seen.
-- note.ja: 公開時は、5つ以上の発信元があった/24(IPv6は/48)のネットワーク単位。内部用では個々のアドレス。
-- note.ja: 「詐称の可能性」は、UDPまたは跳ね返りだけが観測されたもの。
-- chart: table
-- column: source | | Source | 発信元
-- column: country | | Code | コード
-- column: country_name | | Country | 国・地域
-- column: operator | | Operator | 事業者
-- column: asn | | AS number | AS番号
-- column: accesses | accesses | Accesses | アクセス数
-- column: packets | packets | Packets | パケット数
-- column: sources | sources | Sources | 発信元数
-- column: ports | | Ports | ポート数
-- column: sensors | sensors | Sensors | 観測点数
-- column: days | | Days | 日数
-- column: may_be_forged | flag | May be forged | 詐称の可能性
-- finish: source
-- finish: operator
-- finish: country
SELECT net_hi AS src_hi, net_lo AS src_lo, min(home) AS country, min(operator) AS asn,
	sum(n) AS accesses, sum(p) AS packets, uniqExact(a_hi, a_lo) AS sources,
	uniqExact(port_key) AS ports, uniqExact(sensor) AS sensors, uniqExact(day) AS days,
	CASE WHEN sum(proven) = 0 THEN 1 ELSE 0 END AS may_be_forged
FROM (
	SELECT CASE WHEN :internal = 1 OR src_hi = 0 THEN src_hi
			ELSE intDiv(src_hi, 65536) * 65536 END AS net_hi,
		CASE WHEN :internal = 1 THEN src_lo WHEN src_hi = 0 THEN intDiv(src_lo, 256) * 256
			ELSE 0 END AS net_lo,
		src_hi AS a_hi, src_lo AS a_lo, country AS home, asn AS operator, accesses AS n,
		packets AS p, :key AS port_key, sensor, day,
		CASE WHEN proto = 17 OR kind = 'backscatter' THEN 0 ELSE accesses END AS proven
	FROM source_day
	WHERE excluded = 0 AND accesses > 0 AND day >= toDate(:first) AND day <= toDate(:last)
) AS nets
GROUP BY net_hi, net_lo
HAVING :internal = 1 OR uniqExact(a_hi, a_lo) >= 5
ORDER BY accesses DESC, net_hi, net_lo
LIMIT 20
