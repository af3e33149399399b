-- title.en: Pop-ups: which country dominated when
-- title.ja: ポップアップスパム:発信元国・地域の変遷
-- note.en: Months with the same country on top are one era; one month in between is absorbed.
-- note.en: Addresses may be forged: see the test of populations.
-- note.ja: 最多の国・地域が同じ月をまとめた期間。1か月だけの中断は前後に含める。発信元は詐称の可能性がある。
-- chart: table
-- span: all
-- column: from_month | | From | 開始
-- column: to_month | | To | 終了
-- column: country | | Code | コード
-- column: country_name | | Country | 国・地域
-- column: messages | messages | Messages | 件数
-- column: share_messages | % | Share of the era | 期間中の割合
-- column: second | | Second | 2位
-- finish: eras
-- finish: country
SELECT toStartOfMonth(day) AS month, country, count(*) AS messages
FROM messenger_popup
WHERE excluded = 0 AND day <= toDate(:last)
GROUP BY toStartOfMonth(day), country
