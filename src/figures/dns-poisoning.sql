-- title.en: Floods of forged answers to a resolver
-- title.ja: DNSキャッシュポイズニング攻撃(偽応答の集中)
-- note.en: Guesses are answers that do not fit the query for their name. The sources are forged; the name is that under which
-- note.en: most guesses were made, and in public its letters are stars.
-- note.ja: 推測は、問い合わせに適合しない応答の数。発信元は詐称されている。親ドメインは推測の対象となった名前のもので、公開時は伏せる。
-- chart: table
-- column: began | | Day | 日
-- column: sensor | | Sensor | 観測点
-- column: parent | | Parent | 親ドメイン
-- column: rule | | Rule | 判定規則
-- column: guesses | answers | Guesses | 推測
-- column: names | names | Names (about) | 名前(概数)
-- column: delegations | answers | With a server of their own | 偽の権威サーバ付き
-- column: matched | answers | True answers | 正しい応答
-- finish: mask parent
-- finish: rank guesses
-- finish: limit 20
SELECT day AS began, sensor, parent, rule, guesses, names_est AS names, delegations, matched
FROM dns_poisoning
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
