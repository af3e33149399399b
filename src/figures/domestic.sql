-- title.en: Share of domestic sources by port
-- title.ja: ポート別の国内発信の割合
-- note.en: Of the accesses to each of the ten ports with most accesses; domestic is the country of
-- note.en: the site's configuration. Empty when none is configured.
-- note.ja: アクセス数上位10ポートそれぞれについて、設定された国からのアクセスの割合。国の設定がなければ空欄。
-- chart: bars
-- column: port | | Port | ポート
-- column: name | | Service | サービス
-- column: accesses | accesses | Accesses | アクセス数
-- column: domestic_accesses | accesses | Domestic accesses | 国内からのアクセス数
-- column: domestic_share | % | Domestic share | 国内の割合
-- column: may_be_forged | flag | May be forged | 詐称の可能性
-- finish: port
-- finish: rank accesses
-- finish: percent domestic_share domestic_accesses base
SELECT key, sum(n) AS accesses,
	sum(CASE WHEN country = :country AND country <> '' THEN n ELSE 0 END) AS domestic_accesses,
	sum(CASE WHEN :country = '' THEN 0 ELSE n END) AS base
FROM (
	SELECT country, CASE WHEN :key IN :top(10, accesses, :first) THEN :key ELSE :rest END
		AS key, sum(accesses) AS n
	FROM access
	WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
	GROUP BY country, CASE WHEN :key IN :top(10, accesses, :first) THEN :key ELSE :rest END
) AS cells
GROUP BY key
