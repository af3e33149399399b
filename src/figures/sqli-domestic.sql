-- title.en: SQL injection from within the country and from abroad
-- title.ja: 国内・国外別のSQLインジェクション攻撃
-- note.en: Domestic is the country of the site's configuration. A request needs a connection, so the
-- note.en: addresses are real; open proxies hide who is behind them.
-- note.ja: 「国内」はサイトの設定による。リクエストには接続が必要なため発信元アドレスは詐称されていないが、
-- note.ja: オープンプロキシを経由している可能性がある。
-- chart: shares
-- column: label | | From | 発信元
-- column: requests | requests | Requests | リクエスト数
-- column: share_requests | % | Share | 割合
-- column: sources | sources | Sources | 発信元数
-- column: targets | addresses | Servers | サーバ数
-- finish: said label
-- finish: rank requests
-- finish: share share_requests requests
SELECT place AS label, count(*) AS requests, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(dst_hi, dst_lo) AS targets
FROM (
	SELECT CASE WHEN country = '' THEN 'unknown' WHEN country = :country THEN 'domestic'
			ELSE 'abroad' END AS place,
		src_hi, src_lo, dst_hi, dst_lo
	FROM sqli
	WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
		AND :country <> ''
) AS placed
GROUP BY place
