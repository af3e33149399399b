# Records of C&C servers, from the sessions that the detector irc finds.

# Two bots and two servers of one botnet.
tcp 1070 > 6667 from=192.0.2.1 to=198.51.100.1
> "PASS p\r\nNICK bot-77771\r\nUSER a b c :d\r\nJOIN #x y\r\n"
< ":h 001 bot-77771 :hi\r\n"
tcp 1070 > 6667 from=192.0.2.2 to=198.51.100.1
> "PASS p\r\nNICK bot-77772\r\nUSER a b c :d\r\nJOIN #x y\r\n"
< ":h 001 bot-77772 :hi\r\n:boss!b@h PRIVMSG #x :.scan 1\r\n"
tcp 1070 > 6667 from=192.0.2.3 to=198.51.100.2
> "PASS p\r\nNICK bot-77773\r\nUSER a b c :d\r\nJOIN #x y\r\n"
< ":g 001 bot-77773 :hi\r\n"
=> irc state="idle" botnet="b2a5beed41c3875d"
=> irc state="active" botnet="b2a5beed41c3875d"
=> irc state="idle" botnet="b2a5beed41c3875d"
=> irc-cnc src=198.51.100.1 sport=6667 sessions=2 hosts_est=2 state="active" password="p" channels="#x y" orders="boss: .scan 1" botnet="b2a5beed41c3875d"
=> irc-cnc src=198.51.100.2 sessions=1 state="idle" botnet="b2a5beed41c3875d"
