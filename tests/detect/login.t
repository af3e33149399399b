# FTP: three tries, the last one succeeds.
tcp 40000 > 21
< "220-welcome\r\n220 ftp.example.com\r\n"
> "USER root\r\n"
< "331 password\r\n"
> "PASS toor\r\n"
< "530 no\r\n"
> "USER root\r\n"
< "331 password\r\n"
> "PASS root\r\n"
< "530 no\r\n"
> "USER admin,1\r\n"
< "331 password\r\n"
> "PASS root\r\n"
< "230-hello\r\n230 in\r\n"
> "PASV\r\nUSER x\r\nPASS y\r\n"
< "227 (1,2,3,4,5,6)\r\n"
=> login protocol="ftp" tries=3 estimated=0 success="yes" users="root, admin;1" users_seen=2 passwords_seen=2 why~"3 tries in clear"

# POP3 on an odd port, refused.
tcp 40000 > 8110
< "+OK pop3.example.com <1896.697170952@x>\r\n"
> "CAPA\r\n"
< "+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n"
> "USER a@example.com\r\n"
< "+OK\r\n"
> "PASS one\r\n"
< "-ERR no\r\n"
> "USER a@example.com\r\n"
< "+OK\r\n"
> "PASS two\r\n"
< "-ERR no\r\n"
> "AUTH PLAIN\r\n"
< "+ \r\n"
> "AGIAdGhyZWU=\r\n"
< "-ERR no\r\n"
=> login protocol="pop3" tries=3 success="no" users="a@example.com, b" passwords_seen=3

# IMAP, in each of its ways.
tcp 40000 > 143
< "* OK IMAP4rev1 ready\r\n"
> "a1 CAPABILITY\r\n"
< "* CAPABILITY IMAP4rev1\r\na1 OK done\r\n"
> "a2 LOGIN joe \"pass word\"\r\n"
< "a2 NO no\r\n"
> "a3 AUTHENTICATE PLAIN\r\n"
< "+ \r\n"
> "AGJvYgBwdw==\r\n"
< "a3 NO no\r\n"
> "a4 login \"the user\" pw\r\n"
< "a4 OK in\r\n"
=> login protocol="imap" tries=3 success="yes" users="joe, bob, the user" passwords_seen=2 server="IMAP4rev1 ready"

# SMTP AUTH: LOGIN and PLAIN, refused, then taken.  (The session is another finding.)
tcp 40000 > 587
< "220 x\r\n"
> "EHLO me\r\n"
< "250 x\r\n"
> "AUTH LOGIN\r\n"
< "334 VXNlcm5hbWU6\r\n"
> "Z3Vy\r\n"
< "334 UGFzc3dvcmQ6\r\n"
> "c2VjcmV0\r\n"
< "535 no\r\n"
> "AUTH PLAIN AGJvYgBwdw==\r\n"
< "235 in\r\n"
=> login protocol="smtp" tries=2 success="yes" users="gur, bob" passwords_seen=2
=> smtp-session

# Telnet as a bot does it: options, lines, a list.
tcp 40000 > 2323
< ff fd 18 ff fd 20 ff fa 18 01 ff f0
> ff fb 18 ff fc 20 ff fa 18 00 "vt100" ff f0
< "\r\nBusyBox v1.0\r\ndvr login: "
> "root\r\n"
< "root\r\nPassword: "
> "xc3511\r\n"
< "\r\nLogin incorrect\r\ndvr login: "
> "root\r\n"
< "root\r\nPassword: "
> "vizxv\r\n"
< "\r\nLogin incorrect\r\ndvr login: "
> "admin\r\n"
< "admin\r\nPassword: "
> "admin\r\n"
< "\r\n\r\n# "
> "enable\r\nsh\r\n"
=> login protocol="telnet" tries=3 success="yes" users="root, admin" users_seen=2 passwords_seen=3

# Telnet as a person does it: characters, a correction; "Last login:" is no prompt.
tcp 40000 > 23
< ff fd 18
> ff fb 18
< "login: "
> "j"
< "j"
> "x"
< "x"
> "\x7f"
< "\b \b"
> "o"
< "o"
> "e\r\0"
< "e\r\nPassword:"
> "s"
> "e"
> "c\r\0"
< "\r\nLast login: Mon from host\r\n$ "
> "ls\r\0"
< "ls\r\nPassword: \r\n"
> "exit\r\0"
=> login protocol="telnet" tries=1 success="yes" users="joe" passwords_seen=1

# A prompt for a password alone, on another port, without options.
tcp 40000 > 9999
< "User Access Verification\r\n\r\nPassword: "
> "cisco\r\n"
< "\r\nPassword: "
> "cisco1\r\n"
< "\r\n% Bad passwords\r\n"
=> login protocol="telnet" tries=2 success="no" users="" passwords_seen=2

# A remote desktop: confirmed, TLS, two records of CredSSP.
tcp 40000 > 3390
> 03 00 00 2f 2a e0 00 00 00 00 00 "Cookie: mstshash=Administr\r\n" 01 00 08 00 0b 00 00 00
< 03 00 00 13 0e d0 00 00 12 34 00 02 00 08 00 02 00 00 00
> 16 03 01 00 04 01 00 00 00 17 03 03 00 02 aa bb
< 16 03 03 00 04 02 00 00 00
> 17 03 03 00 03 aa bb cc
=> login protocol="rdp" tries=1 estimated=1 success="unknown" users="Administr"

# The same without an answer, as scanners send it.
tcp 40000 > 3389
> 03 00 00 2b 26 e0 00 00 00 00 00 "Cookie: mstshash=hello\r\n" 01 00 08 00 00 00 00 00 00
=> nothing

# SSH: the first request has no password, two tries fail.
tcp 40000 > 22
> "SSH-2.0-libssh\r\n"
< "SSH-2.0-OpenSSH_5\r\n"
> 00 00 00 06 04 14 "kex1" 
< 00 00 00 06 04 14 "kex2" 
> 00 00 00 06 04 1e "dh01" 
< 00 00 00 06 04 1f "dh02" 00 00 00 02 00 15
> 00 00 00 02 00 15 "s"*52
< "a"*52
> "n"*68
< "f"*84
> "p"*84
< "f"*84
> "p"*84
< "f"*84
=> login protocol="ssh" tries=2 estimated=1 success="no" users="" passwords_seen=0 client="SSH-2.0-libssh" server="SSH-2.0-OpenSSH_5" why~"an estimate"

# SSH: no "none"; one failure, then a success that is shorter than the acceptance.
tcp 40000 > 2200
> "SSH-2.0-paramiko\r\n"
< "SSH-2.0-OpenSSH_5\r\n"
> 00 00 00 06 04 14 "kex1" 
< 00 00 00 06 04 14 "kex2" 00 00 00 02 00 15
> 00 00 00 02 00 15 "s"*52
< "a"*52
> "p"*100
< "f"*68
> "p"*100
< "o"*36
> "channel open and so on"
=> login protocol="ssh" tries=2 success="yes"

# SSH: keyboard-interactive: prompts are no tries.
tcp 40000 > 22
> "SSH-2.0-x\r\n"
< "SSH-2.0-y\r\n"
> 00 00 00 02 00 15 "s"*52
< 00 00 00 02 00 15
> "t"*52
< "a"*52
> "n"*68
< "f"*84
> "k"*100
< "q"*76
> "p"*100
< "f"*84
> "k"*100
< "q"*76
> "p"*100
< "f"*84
> "k"*100
< "q"*76
=> login protocol="ssh" tries=2 success="no"

# SSH: a key is no guess; a banner before the first failure; the server has had enough.
tcp 40000 > 22
> "SSH-2.0-x\r\n"
< "SSH-2.0-y\r\n"
> 00 00 00 02 00 15 "s"*52
< 00 00 00 02 00 15
> "t"*52
< "a"*52
> "n"*68
< "f"*284
> "k"*368
< "f"*84
> "p"*148
< "f"*84
> "p"*148
< "f"*84
> "p"*148
< "d"*100
=> login protocol="ssh" tries=3 success="no"

# SSH: a long session after the first try.
tcp 40000 > 22
> "SSH-2.0-x\r\n"
< "SSH-2.0-y\r\n"
> 00 00 00 02 00 15 "s"*48
< 00 00 00 02 00 15
> "t"*48
< "a"*48
> "n"*64
< "f"*80
> "p"*144
< "o"*600
> "c"*48
< "e"*48
> "c"*48
< "e"*48
> "c"*48
< "e"*48
=> login protocol="ssh" tries=1 success="yes"

# --- near misses

# A list of methods was asked for, and no more.
tcp 40000 > 22
> "SSH-2.0-x\r\n"
< "SSH-2.0-y\r\n"
> 00 00 00 02 00 15
< 00 00 00 02 00 15
> "s"*64
< "a"*64
> "n"*80
< "f"*80
> "d"*64
=> nothing

# A banner grab, and a connection that ends after the keys.
tcp 40000 > 22
< "SSH-2.0-OpenSSH_9.6\r\n"
> "SSH-2.0-Go\r\n"
=> nothing

tcp 40000 > 22
> "SSH-2.0-Go\r\n"
< "SSH-2.0-OpenSSH_9.6\r\n"
> 00 00 00 02 00 15
< 00 00 00 02 00 15
=> nothing

# A web server on port 22, and one that speaks of passwords.
tcp 40000 > 22
> "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
< "HTTP/1.1 200 OK\r\n\r\nPassword: x\r\n"
=> nothing

tcp 40000 > 8080
> "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
< "HTTP/1.1 401 no\r\nUser: x\r\n\r\nlogin: password: \r\n"
> "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
=> nothing

# Anonymous FTP.
tcp 40000 > 21
< "220 ftp.example.com\r\n"
> "USER anonymous\r\n"
< "331 password\r\n"
> "PASS a@example.com\r\n"
< "230 ok\r\n"
> "RETR file\r\n"
< "150 here\r\n226 done\r\n"
=> nothing

# A mail without AUTH is a session, but nobody logs in.
tcp 40000 > 25
< "220 x\r\n"
> "EHLO host.example.com\r\nMAIL FROM:<a@example.com>\r\n"
=> smtp-session

# IRC has USER and PASS of its own.
tcp 40000 > 6667
> "PASS x\r\nNICK joe\r\nUSER joe 0 * :Joe\r\n"
< ":irc.example.com 001 joe :hi\r\n"
=> nothing

# Cut before the password.
tcp 40000 > 21
< "220 ftp.example.com\r\n"
> "USER root\r\n"
< "331 password\r\n"
> "PASS ro"
=> nothing
