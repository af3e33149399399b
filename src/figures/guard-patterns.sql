-- title.en: Mail from guarded hosts, by the way it was sent
-- title.ja: ガード対象ホストからのメール送信(送信方法別)
-- note.en: User and mailer: a registered mail program below a shell, or a mail server. Own engine: a program that is
-- note.en: not registered. Driven mailer: a registered one that another program started or changed. Attempts, not mails.
-- note.ja: 「利用者とメーラ」は登録済みのメールソフトまたはメールサーバによる送信、「独自エンジン」は未登録のプログラムによる
-- note.ja: 送信、「操られたメーラ」は他のプログラムが起動・改変した登録済みメールソフトによる送信。数は接続の試行回数。
-- chart: table
-- column: pattern | | Way | 送信方法
-- column: allowed | attempts | Allowed | 許可
-- column: refused | attempts | Illegal actions | 不正操作
-- column: suspected | attempts | By suspected bots | ボットの疑い
-- column: hosts | hosts | Hosts | ホスト数
-- column: programs | | Programs | プログラム数
-- finish: said pattern
SELECT pattern, sum(CASE WHEN verdict = 'allowed' THEN attempts ELSE 0 END) AS allowed,
	sum(CASE WHEN verdict = 'illegal action' THEN attempts ELSE 0 END) AS refused,
	sum(CASE WHEN verdict = 'bot suspected' THEN attempts ELSE 0 END) AS suspected,
	uniqExact(sensor) AS hosts, uniqExact(sensor, program) AS programs
FROM guard
WHERE verdict IN ('allowed', 'illegal action', 'bot suspected') AND excluded = 0
	AND day >= toDate(:first) AND day <= toDate(:last)
GROUP BY pattern
ORDER BY sum(attempts) DESC, pattern
