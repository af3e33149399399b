-- title.en: Hosts that mail like worms, by generation
-- title.ja: メールワーム感染が疑われる端末(世代別)
-- note.en: First generation: through the mail server of the host; second: an engine of its own that asks for MX records; third:
-- note.en: one that asks for names of mail servers only. Judged from DNS queries and connections within ten minutes.
-- note.ja: 第1世代は端末に設定されたメールサーバを経由するもの、第2世代は独自の送信エンジンでMXを問い合わせるもの、
-- note.ja: 第3世代はメールサーバ名のAレコードだけを問い合わせるもの。10分間のDNS問い合わせと接続から判定する。
-- chart: table
-- column: generation | | Generation | 世代
-- column: engine | | How it mails | 送信方法
-- column: hosts | hosts | Hosts | 端末数
-- column: findings | findings | Findings | 検知数
-- column: connections | connections | Connections to mail ports | メールポートへの接続数
-- column: mx_queries | queries | MX queries | MX問い合わせ
-- column: days | | Days | 日数
-- finish: said engine
SELECT generation, min(engine) AS engine, uniqExact(src_hi, src_lo) AS hosts,
	count(*) AS findings, sum(connections) AS connections, sum(mx_queries) AS mx_queries,
	uniqExact(day) AS days
FROM mail_worm
WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY generation
ORDER BY generation
