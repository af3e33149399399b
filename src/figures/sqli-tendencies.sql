-- title.en: SQL injection: what the text does, and how sources and targets behave
-- title.ja: SQLインジェクション攻撃の傾向(文面と挙動)
-- note.en: By behaviour: a source that attacks five or more servers tampers; a server that ten or more sources attack is overloaded;
-- note.en: the rest, few sources and few servers, steals. Where text and behaviour differ, both are shown.
-- note.ja: 挙動による分類: 5台以上のサーバを攻撃する発信元は「改ざん」、10以上の発信元から攻撃されるサーバへの攻撃は「過負荷」、
-- note.ja: それ以外(少数の発信元から少数のサーバ)は「窃取」とする。文面と挙動の分類が異なる場合は両方を示す。
-- chart: table
-- column: class | | By text | 文面
-- column: behaviour | | By behaviour | 挙動
-- column: agree | | Agree | 一致
-- column: requests | requests | Requests | リクエスト数
-- column: share_requests | % | Share | 割合
-- column: sources | sources | Sources | 発信元数
-- column: targets | addresses | Servers | サーバ数
-- column: days | | Days | 日数
-- finish: said class behaviour agree
-- finish: rank requests
-- finish: share share_requests requests
SELECT class, behaviour, CASE WHEN class = behaviour THEN 'yes' ELSE 'no' END AS agree,
	count(*) AS requests, uniqExact(a_hi, a_lo) AS sources, uniqExact(b_hi, b_lo) AS targets,
	uniqExact(d) AS days
FROM (
	SELECT class, day AS d, src_hi AS a_hi, src_lo AS a_lo, dst_hi AS b_hi, dst_lo AS b_lo,
		CASE WHEN (src_hi, src_lo) IN (SELECT src_hi, src_lo FROM sqli
				WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
				GROUP BY src_hi, src_lo HAVING uniqExact(dst_hi, dst_lo) >= 5) THEN 'tamper'
			WHEN (dst_hi, dst_lo) IN (SELECT dst_hi, dst_lo FROM sqli
				WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
				GROUP BY dst_hi, dst_lo HAVING uniqExact(src_hi, src_lo) >= 10) THEN 'overload'
			ELSE 'steal' END AS behaviour
	FROM sqli
	WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
) AS requests
GROUP BY class, behaviour
