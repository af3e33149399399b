-- title.en: Accesses by region of the source and port
-- title.ja: 発信元地域とポートの内訳
-- note.en: Accesses only. The share is that of the region's accesses.
-- note.ja: アクセス数のみ。割合は地域ごとのアクセス数に対するもの。
-- chart: heat
-- column: region | | Region | 地域
-- column: region_id | | Region id | 地域ID
-- column: port | | Port | ポート
-- column: name | | Service | サービス
-- column: accesses | accesses | Accesses | アクセス数
-- column: share_of_region | % | Share of the region | 地域に占める割合
-- finish: cross region key accesses
-- finish: region
-- finish: port
-- finish: share share_of_region accesses region_id
SELECT region, key, sum(acc) AS accesses
FROM (
	SELECT :region AS region, key, acc
	FROM (
		SELECT country, CASE WHEN :key IN :top(9, accesses, :first) THEN :key ELSE :rest END
			AS key, sum(accesses) AS acc
		FROM access
		WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
		GROUP BY country, CASE WHEN :key IN :top(9, accesses, :first) THEN :key ELSE :rest END
	) AS countries
) AS regions
GROUP BY region, key
