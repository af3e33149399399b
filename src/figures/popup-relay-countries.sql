-- title.en: Countries of the senders that take turns
-- title.ja: 交代で送信する発信元の国・地域
-- note.en: Sources that are members of a campaign.
-- note.ja: 交代で送信する活動に属する発信元。
-- chart: shares
-- column: country | | Code | コード
-- column: country_name | | Country | 国・地域
-- column: sources | sources | Sources | 発信元数
-- column: share_sources | % | Share | 割合
-- column: messages | messages | Messages | 件数
-- finish: relay
-- finish: relay-countries
-- finish: country
-- finish: rank sources
-- finish: share share_sources sources
SELECT src_hi, src_lo, country, family, count(*) AS messages,
	min(toUnixTimestamp64Micro(time)) AS start, max(toUnixTimestamp64Micro(time)) AS stop
FROM messenger_popup
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY src_hi, src_lo, country, family
HAVING count(*) >= 1000
ORDER BY start, src_hi, src_lo
LIMIT 10000
