-- title.en: Heavy senders that take over from each other
-- title.ja: 交代で送信する大量送信元
-- note.en: Sources of 1,000 messages and more of one family, where the next begins when the one before it stops (within an hour, or a
-- note.en: tenth of the shorter time): three in a row and more are one campaign, as of a botnet that is told to send in turns.
-- note.ja: 同じ系統を1,000件以上送った発信元のうち、前者の停止に合わせて次が始まるもの(1時間または短い方の1割以内)が3以上連なれば
-- note.ja: 一つの活動とみなす。
-- chart: table
-- column: campaign | | Campaign | 活動
-- column: position | | Position | 順番
-- column: source | | Source | 発信元
-- column: country | | Code | コード
-- column: country_name | | Country | 国・地域
-- column: family | | Family | 系統
-- column: messages | messages | Messages | 件数
-- column: hours | h | Hours | 時間
-- finish: relay
-- finish: source
-- finish: country
-- finish: round hours 1
SELECT src_hi, src_lo, country, family, count(*) AS messages,
	min(toUnixTimestamp64Micro(time)) AS start, max(toUnixTimestamp64Micro(time)) AS stop
FROM messenger_popup
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY src_hi, src_lo, country, family
HAVING count(*) >= 1000
ORDER BY start, src_hi, src_lo
LIMIT 10000
