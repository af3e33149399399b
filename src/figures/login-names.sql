-- title.en: User names tried to log in
-- title.ja: ログイン試行に使われたユーザ名
-- note.en: The twenty names that most connections tried, of the protocols that send them in clear.
-- note.en: In public a name is only given when three sources and more tried it: others may be real.
-- note.ja: 平文のプロトコルで試行された接続数の多いユーザ名(上位20件)。公開版では、3か所以上の発信元が試行した
-- note.ja: 名前だけを示す(それ以外は実在の利用者の可能性がある)。
-- chart: bars
-- column: user | | User name | ユーザ名
-- column: connections | connections | Connections | 接続数
-- column: sources | sources | Sources | 発信元数
-- finish: names-tried
-- finish: withhold user sources 3
SELECT users, src_hi, src_lo, count(*) AS n
FROM login
WHERE excluded = 0 AND users <> '' AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY users, src_hi, src_lo
