# Gnutella by its greetings.

tcp 40000 > 6346
> "GNUTELLA CONNECT/0.6\r\nUser-Agent: BearShare 4.2\r\n\r\n"
< "GNUTELLA/0.6 200 OK\r\n\r\n"
=> gnutella kind="connect" agent="BearShare 4.2"

tcp 40000 > 6346
> "GET /get/1/song.ogg HTTP/1.0\r\nUser-Agent: x\r\nReferrer: Gnutella\r\n\r\n"
=> gnutella kind="download" agent="x"

# A page about it.
tcp 40000 > 80
> "GET /gnutella.html HTTP/1.0\r\n\r\n"
< "HTTP/1.0 200 OK\r\n\r\nGNUTELLA CONNECT/0.6"
=> nothing

tcp 40000 > 6346
> "GNUTELLA CONN"
=> nothing
