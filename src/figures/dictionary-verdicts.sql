-- title.en: Who tries: programs or persons
-- title.ja: 試行の主体(自動化されたプログラムか人手か)
-- note.en: By speed, regularity, and how many users and targets were tried. Fewer failures than thirty in
-- note.en: thirty minutes are no attack. A person may have forgotten a password: ask before you accuse.
-- note.ja: 試行の速さ、規則性、対象のユーザ名と宛先の数による判定。30分間に30回未満の失敗は攻撃に数えない。
-- note.ja: 人手による試行は、パスワードを忘れた正規の利用者の可能性もある。
-- chart: table
-- column: label | | By | 主体
-- column: attacks | attacks | Attacks | 攻撃数
-- column: share_attacks | % | Share | 割合
-- column: sources | sources | Sources | 発信元数
-- column: tries | tries | Tries | 試行回数
-- column: succeeded | attacks | With a success | 成功を伴う攻撃
-- finish: said label
-- finish: rank attacks
-- finish: share share_attacks attacks
SELECT verdict AS label, count(*) AS attacks, uniqExact(src_hi, src_lo) AS sources,
	sum(tries) AS tries, sum(CASE WHEN successes > 0 THEN 1 ELSE 0 END) AS succeeded
FROM dictionary
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY verdict
