-- title.en: Dictionary attacks by country of the source
-- title.ja: 辞書攻撃の発信元国・地域
-- note.en: Connections were set up, so the addresses are real; who commands them may be elsewhere.
-- note.ja: 接続が成立しているためアドレスは詐称されていないが、攻撃者の所在地とは限らない。
-- chart: shares
-- column: label | | Country | 国・地域
-- column: country | | Code | コード
-- column: attacks | attacks | Attacks | 攻撃数
-- column: share_attacks | % | Share | 割合
-- column: sources | sources | Sources | 発信元数
-- column: tries | tries | Tries | 試行回数
-- finish: country
-- finish: country-label
-- finish: rank attacks
-- finish: share share_attacks attacks
SELECT country, count(*) AS attacks, uniqExact(src_hi, src_lo) AS sources, sum(tries) AS tries
FROM dictionary
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY country
