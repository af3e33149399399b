-- title.en: What the pop-ups say
-- title.ja: ポップアップの文面の系統
-- note.en: A family is the topic and whether steps are given, or the generalised text. The example is the first by alphabet; in public
-- note.en: its host names are masked. Do not visit them.
-- note.ja: 系統は話題と手順の有無、または一般化した文面。例は辞書順で最初のもの。公開版では文中のホスト名を伏せる。
-- note.ja: 記載のサイトへアクセスしないこと。
-- chart: table
-- column: family | | Family | 系統
-- column: messages | messages | Messages | 件数
-- column: share_messages | % | Share | 割合
-- column: sources | sources | Sources | 発信元数
-- column: hosts | | Host texts | ホスト表記の数
-- column: language | | Language | 言語
-- column: charset | | Character set | 文字コード
-- column: shown_from | | From | 差出人
-- column: shown_to | | To | 宛先
-- column: example | | Example | 例
-- finish: rank messages
-- finish: share share_messages messages
-- finish: mask example
-- finish: mask shown_from
-- finish: mask shown_to
-- finish: limit 10
SELECT family, count(*) AS messages, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(hosts) AS hosts, min(language) AS language, min(charset) AS charset,
	min(shown_from) AS shown_from, min(shown_to) AS shown_to, min(text) AS example
FROM messenger_popup
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY family
