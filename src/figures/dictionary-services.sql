-- title.en: Dictionary attacks by service
-- title.ja: サービス別の辞書攻撃
-- note.en: One attack is what one source tries without a long pause; failed tries are told from handshakes and sizes where
-- note.en: they are encrypted. After a scan: the source had asked for the port before. Passwords are not kept.
-- note.ja: 同一発信元の途切れない試行を1件とする。暗号化された通信では接続の長さなどから推定する。
-- note.ja: 「探索後」は同じ発信元が事前に同じポートを探索していたもの。パスワードは保存しない。
-- chart: table
-- column: protocol | | Service | サービス
-- column: attacks | attacks | Attacks | 攻撃数
-- column: sources | sources | Sources | 発信元数
-- column: countries | | Countries | 国・地域数
-- column: tries | tries | Tries | 試行回数
-- column: tries_most | tries | Most of one attack | 1件の最多試行
-- column: automated | attacks | Automated | 自動化された攻撃
-- column: person | attacks | By a person | 人手とみられるもの
-- column: after_scan | attacks | After a scan | 探索後
-- column: successes | connections | Let in | 侵入成功の疑い
-- finish: said protocol
-- finish: rank tries
SELECT protocol, count(*) AS attacks, uniqExact(src_hi, src_lo) AS sources,
	uniqExact(country) AS countries, sum(tries) AS tries, max(tries) AS tries_most,
	sum(CASE WHEN verdict = 'automated' THEN 1 ELSE 0 END) AS automated,
	sum(CASE WHEN verdict = 'person' THEN 1 ELSE 0 END) AS person,
	sum(linked_scan) AS after_scan, sum(successes) AS successes
FROM dictionary
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY protocol
