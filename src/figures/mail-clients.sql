-- title.en: Clients that handed over mail, by what they said
-- title.ja: メールを送信した端末(SMTPの対話による)
-- note.en: Of SMTP that was seen in clear, on any port; what follows STARTTLS is not seen. Direct: port 25, no AUTH, and a greeting
-- note.en: that is no host name, as mail engines of bots send. In public, networks of 256 addresses (IPv6: /48), named when at
-- note.en: least five of their clients are in it.
-- note.ja: 平文で観測したSMTPの対話による(ポートは問わない。STARTTLS以後は見えない)。「直接」は25番ポートで認証がなく、HELOが
-- note.ja: ホスト名でないもので、ボットの送信エンジンに見られる。公開時は/24(IPv6は/48)単位で、5端末以上のものだけを示す。
-- chart: table
-- column: source | | Source | 発信元
-- column: country_name | | Country | 国・地域
-- column: clients | clients | Clients | 端末数
-- column: sessions | sessions | Sessions | セッション数
-- column: direct | sessions | Direct | 直接
-- column: with_auth | sessions | With AUTH | 認証あり
-- column: greeting | | Greets by | HELOの形式
-- column: mails | mails | Mails taken | 受理されたメール
-- column: recipients | recipients | Recipients named | 宛先数
-- column: refused | recipients | Recipients refused | 拒否された宛先数
-- finish: source
-- finish: withhold source clients 5
-- finish: country
-- finish: said greeting
SELECT net_hi AS src_hi, net_lo AS src_lo, min(home) AS country,
	uniqExact(a_hi, a_lo) AS clients, count(*) AS sessions, sum(straight) AS direct,
	sum(authenticated) AS with_auth,
	CASE WHEN uniqExact(form) > 1 THEN 'several' ELSE min(form) END AS greeting,
	sum(taken) AS mails, sum(rcpts) AS recipients, sum(rcpts_refused) AS refused
FROM (
	SELECT CASE WHEN :internal = 1 OR src_hi = 0 THEN src_hi
			ELSE intDiv(src_hi, 65536) * 65536 END AS net_hi,
		CASE WHEN :internal = 1 THEN src_lo WHEN src_hi = 0 THEN intDiv(src_lo, 256) * 256
			ELSE 0 END AS net_lo,
		src_hi AS a_hi, src_lo AS a_lo, country AS home, direct_to_mx AS straight,
		CASE WHEN auth <> '' THEN 1 ELSE 0 END AS authenticated, helo_form AS form,
		mails_accepted AS taken, rcpt_commands AS rcpts,
		recipients_refused AS rcpts_refused
	FROM smtp_session
	WHERE excluded = 0 AND day >= toDate(:first) AND day <= toDate(:last)
) AS nets
GROUP BY net_hi, net_lo
ORDER BY recipients DESC, sessions DESC, net_hi, net_lo
LIMIT 20
