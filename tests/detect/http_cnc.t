# Pages that command bots, from the exchanges that the detector http-bot finds.

# Three exchanges of two bots make a page a C&C; another path of the server is another page.
tcp 1050 > 80 from=192.0.2.1 to=198.51.100.1
> "GET /g.php?id=a1&os=XP HTTP/1.1\r\nHost: h.example\r\n\r\n"
< "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nwait 10"
tcp 1051 > 80 from=192.0.2.2 to=198.51.100.1
> "GET /g.php?id=a2&os=XP HTTP/1.1\r\nHost: h.example\r\n\r\n"
< "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nwait 10"
tcp 1052 > 80 from=192.0.2.1 to=198.51.100.1
> "GET /g.php?id=a1&os=XP HTTP/1.1\r\nHost: h.example\r\n\r\n"
< "HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\nflood|203.0.113.5|80|600"
tcp 1053 > 80 from=192.0.2.1 to=198.51.100.1
> "GET /x.php?id=a1&os=XP HTTP/1.1\r\nHost: h.example\r\n\r\n"
< "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nwait 10"
=> http-bot state="idle"
=> http-bot state="idle"
=> http-bot state="active"
=> http-bot path="/x.php"
=> http-cnc src=198.51.100.1 sport=80 requests=3 hosts_est=2 bots_est=2 state="active" path="/g.php" host="h.example" parameters="id os" orders="flood|203.0.113.5|80|600"
