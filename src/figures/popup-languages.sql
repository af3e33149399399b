-- title.en: Languages of pop-ups
-- title.ja: ポップアップの言語
-- note.en: By the characters of the text, after its character set was recognised.
-- note.ja: 文字コードを判定したうえで、文字種による。
-- chart: shares
-- column: label | | Language | 言語
-- column: messages | messages | Messages | 件数
-- column: share_messages | % | Share | 割合
-- column: with_host | messages | With a host | ホスト名あり
-- finish: rank messages
-- finish: share share_messages messages
SELECT language AS label, count(*) AS messages,
	sum(CASE WHEN hosts = '' THEN 0 ELSE 1 END) AS with_host
FROM messenger_popup
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY language
