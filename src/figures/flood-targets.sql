-- title.en: Targets of floods, by their answers to forged sources
-- title.ja: DoS攻撃の標的(跳ね返りによる)
-- note.en: Targets, not attackers: they answered packets in which someone forged our addresses. In public, networks of
-- note.en: 256 addresses (IPv6: /48), named when at least five targets are in them. The rate of a flood is extrapolated
-- note.en: from the answers of the busiest minute; what is smaller than the least visible rate goes unseen here.
-- note.ja: 攻撃元ではなく攻撃の標的である(当観測点のアドレスに詐称されたパケットに応答したもの)。公開時は/24(IPv6は/48)単位で、
-- note.ja: 5つ以上の標的を含むものだけを示す。攻撃の規模は最も多い1分間の応答からの推定値で、検知下限より小さい攻撃は観測できない。
-- chart: table
-- column: source | | Target | 標的
-- column: country_name | | Country | 国・地域
-- column: operator | | Operator | 事業者
-- column: vector | | Kind of flood | 攻撃の種類
-- column: port | | Port | ポート
-- column: targets | addresses | Targets | 標的数
-- column: floods | floods | Floods | 攻撃数
-- column: packets | packets | Answers | 応答数
-- column: per_minute | packets/min | Answers/min | 応答数/分
-- column: peak_pps | packets/s | Peak, packets/s | 最大規模(pps)
-- column: longest_s | s | Longest, s | 最長(秒)
-- column: least_pps | packets/s | Least visible | 検知下限(pps)
-- finish: source
-- finish: withhold source targets 5
-- finish: operator
-- finish: country
-- finish: port
-- finish: several-ports
-- finish: known peak_pps least_pps
-- finish: said vector
SELECT net_hi AS src_hi, net_lo AS src_lo, min(home) AS country, min(provider) AS asn,
	CASE WHEN uniqExact(v) > 1 THEN 'several' ELSE min(v) END AS vector,
	CASE WHEN uniqExact(k) > 1 THEN -1 ELSE min(k) END AS key,
	uniqExact(a_hi, a_lo) AS targets, count(*) AS floods, sum(p) AS packets,
	max(minute) AS per_minute, max(rate) AS peak_pps, max(s) AS longest_s,
	max(least) AS least_pps
FROM (
	SELECT CASE WHEN :internal = 1 OR src_hi = 0 THEN src_hi
			ELSE intDiv(src_hi, 65536) * 65536 END AS net_hi,
		CASE WHEN :internal = 1 THEN src_lo WHEN src_hi = 0 THEN intDiv(src_lo, 256) * 256
			ELSE 0 END AS net_lo,
		src_hi AS a_hi, src_lo AS a_lo, country AS home, asn AS provider, vector AS v,
		CASE WHEN proto <> 6 AND proto <> 17 THEN NULL WHEN ports > 1 THEN -1
			ELSE proto * 65536 + port END AS k,
		packets AS p, per_minute AS minute, pps_est AS rate, duration_s AS s,
		least_pps AS least
	FROM backscatter
	WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
) AS nets
GROUP BY net_hi, net_lo
ORDER BY packets DESC, net_hi, net_lo
LIMIT 20
