-- title.en: Countries of those who tamper with web sites by SQL injection
-- title.ja: 改ざんを目的としたSQLインジェクション攻撃の発信元国・地域
-- note.en: Requests whose text writes; those that steal or overload are left out.
-- note.ja: 文面がデータの書き換えを行うもの。窃取および過負荷を目的とするものは除く。
-- chart: shares
-- column: label | | Country | 国・地域
-- column: country | | Code | コード
-- column: requests | requests | Requests | リクエスト数
-- column: share_requests | % | Share | 割合
-- column: sources | sources | Sources | 発信元数
-- column: targets | addresses | Servers | サーバ数
-- finish: country
-- finish: country-label
-- finish: rank requests
-- finish: share share_requests requests
SELECT country, count(*) AS requests, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(dst_hi, dst_lo) AS targets
FROM sqli
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last) AND class = 'tamper'
GROUP BY country
