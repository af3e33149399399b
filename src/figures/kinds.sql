-- title.en: Kinds of traffic
-- title.ja: 通信の種類
-- note.en: Backscatter answers packets that someone sent under the sensor's address; its port is that
-- note.en: of the service that answers. Its sources are not the origin of an attack.
-- note.ja: 跳ね返りは、観測点のアドレスを騙って送られた通信への応答であり、発信元は攻撃元ではない。
-- chart: shares
-- column: kind | | Kind | 種類
-- column: kind_id | | Kind id | 種類ID
-- column: accesses | accesses | Accesses | アクセス数
-- column: share_accesses | % | Share of accesses | アクセス数の割合
-- column: source_days | sources | Source-days | 延べ発信元数
-- column: share_sources | % | Share of source-days | 発信元数の割合
-- column: packets | packets | Packets | パケット数
-- column: may_be_forged | flag | May be forged | 詐称の可能性
-- finish: kind
-- finish: rank accesses
-- finish: share share_accesses accesses
-- finish: share share_sources source_days
SELECT kind, sum(accesses) AS accesses, sum(sources) AS source_days, sum(packets) AS packets
FROM day_count
WHERE dimension = 'kind' AND excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY kind
