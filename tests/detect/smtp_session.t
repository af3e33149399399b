# A spam bot: straight to the mail server, an address for a name.
tcp 40000 > 25
< "220 mx.example.org ESMTP\r\n"
> "HELO [0.0.0.0]\r\n"
< "250 mx.example.org\r\n"
> "MAIL FROM: <ina32@example.com>\r\n"
< "250 ok\r\n"
> "RCPT TO: <one@example.org>\r\n"
< "250 ok\r\n"
> "RCPT TO:<two@example.org> NOTIFY=NEVER\r\n"
< "550 no such user\r\n"
> "DATA\r\n"
< "354 go on\r\n"
> "From: x\r\nSubject: What you think\r\n\tabout it?\r\n\r\nRCPT TO:<no@command>\r\n..\r\nQUIT\r\n.\r\n"
< "250 taken\r\n"
> "QUIT\r\n"
< "221 bye\r\n"
=> smtp-session helo="[0.0.0.0]" helo_form="address literal" senders="ina32@example.com" mail_commands=1 recipients="one@example.org, two@example.org" rcpt_commands=2 data_commands=1 mails_accepted=1 recipients_refused=1 auth="" subject="What you think\tabout it?" replies="220 (1), 250 (4), 550 (1), 354 (1), 221 (1)" direct_to_mx=1 why~"direct to a mail server"

# A submission on an odd port, with a challenge and a password that is not shown.
tcp 40000 > 2526
< "220-smtp.example.com\r\n220 hello\r\n"
> "EHLO client.example.com\r\n"
< "250-smtp.example.com\r\n250-SIZE 1000\r\n250 AUTH LOGIN\r\n"
> "AUTH LOGIN\r\n"
< "334 VXNlcm5hbWU6\r\n"
> "Z3VyQGV4YW1wbGUuY29t\r\n"
< "334 UGFzc3dvcmQ6\r\n"
> "c2VjcmV0\r\n"
< "235 welcome\r\n"
> "MAIL FROM:<gur@example.com>\r\nRCPT TO:<a@example.org>\r\nDATA\r\n"
< "250 ok\r\n250 ok\r\n354 go\r\n"
> "Subject: hello\r\n\r\nhi\r\n.\r\nMAIL FROM:<>\r\n"
< "250 taken\r\n250 ok\r\n"
=> login protocol="smtp" tries=1 success="yes" users="gur@example.com"
=> smtp-session helo="client.example.com" helo_form="host name" auth="LOGIN" auth_user="gur@example.com" mail_commands=2 senders="gur@example.com" data_commands=1 mails_accepted=1 subject="hello" banner="smtp.example.com" direct_to_mx=0

# The client alone.  A DATA that was refused is followed by a command.
tcp 40000 > 25
> "EHLO host.example.com\r\nMAIL FROM:<a@example.com>\r\nDATA\r\nRCPT TO:<b@example.org>\r\nDATA\r\nSubject: x\r\n\r\nMAIL FROM:<not@this>\r\n.\r\nQUIT\r\n"
=> smtp-session mail_commands=1 rcpt_commands=1 data_commands=2 mails_accepted=0 subject="x" replies="" why~"the server was not heard"

# Invalid transactions: every DATA is refused.
tcp 40000 > 25
< "220 x\r\n"
> "EHLO host.example.com\r\nDATA\r\nDATA\r\nMAIL FROM:<a@example.com>\r\nMAIL FROM:<b@example.com>\r\n"
< "250 x\r\n503 no\r\n503 no\r\n250 ok\r\n503 no\r\n"
=> smtp-session mail_commands=2 data_commands=2 senders="a@example.com, b@example.com" replies="220 (1), 250 (2), 503 (3)"

# What follows STARTTLS is not text.
tcp 40000 > 25
< "220 x\r\n"
> "EHLO host.example.com\r\nSTARTTLS\r\n"
< "250-x\r\n250 STARTTLS\r\n220 go\r\n"
> 16 03 01 00 05 "DATA\r\nMAIL FROM:<a@b>\r\n"
=> smtp-session starttls="accepted" data_commands=0 mail_commands=0

# Chunks: what is in them is no command.
tcp 40000 > 25
< "220 x\r\n"
> "EHLO host.example.com\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\nBDAT 24\r\nMAIL FROM:<not@this>\r\n\r\nBDAT 6 LAST\r\nQUIT\r\nRSET\r\n"
< "250 x\r\n250 ok\r\n250 ok\r\n250 ok\r\n250 taken\r\n250 ok\r\n"
=> smtp-session mail_commands=1 data_commands=1 mails_accepted=1

# Midway.
tcp 40000 > 25 midway
> "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nSubject: short\r\n\r\nhi\r\n.\r\nQUIT\r\n"
=> smtp-session mail_commands=1 senders="a@example.com" subject="short" helo=""

# A reply without its end: a byte was lost.
tcp 40000 > 25
< "220 x\r\n"
> "HELO x.example\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n"
< "250 x\r\0250 ok\r\n250 ok\r\n354 go\r\n"
> "Subject: x\r\n\r\nhi\r\n.\r\n"
< "250 taken\r\n"
=> smtp-session mails_accepted=1 data_commands=1 subject="x"

# FTP greets alike, and has other commands; so do HTTP and a word at the wrong place.
tcp 40000 > 25
< "220 ftp.example.com\r\n"
> "USER anonymous\r\n"
< "331 password\r\n"
> "PASS a@example.com\r\n"
< "230 ok\r\n"
=> nothing

tcp 40000 > 25
> "GET / HTTP/1.0\r\nHost: x\r\n\r\nHELO x\r\n"
=> nothing

tcp 40000 > 25
> "HELP\r\nQUIT\r\n"
=> nothing

# Cut in its greeting.
tcp 40000 > 25
> "HELO mail.example.com"
=> nothing
