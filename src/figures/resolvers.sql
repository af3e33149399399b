-- title.en: Can answers to these resolvers be guessed?
-- title.ja: リゾルバの問い合わせの予測困難性
-- note.en: Grades by the deviation of 26 source ports or ids in a row, as DNS-OARC's test has them: POOR can be poisoned.
-- note.ja: 連続する26件の送信元ポートおよびIDの偏差による評価(DNS-OARCの試験に準じる)。POORはポイズニングの危険がある。
-- chart: table
-- column: grade | | Ports | ポート
-- column: id_grade | | Ids | ID
-- column: role | | Role | 役割
-- column: hosts | hosts | Resolvers | リゾルバ数
-- column: queries | queries | Queries | 問い合わせ数
-- column: least_bits | bits | Least port entropy | ポートの最小エントロピー
-- finish: said role
SELECT grade, id_grade, role, uniqExact(src_hi, src_lo) AS hosts, sum(queries) AS queries,
	min(port_bits) AS least_bits
FROM resolver_health
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY grade, id_grade, role
ORDER BY grade DESC, id_grade DESC, role
