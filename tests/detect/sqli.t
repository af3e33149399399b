# SQL injection in HTTP, on any port.  Requests made by hand.

# The tables' names by UNION.
tcp 40000 > 8080
> "GET /item.php?id=1%27+UNION+SELECT+1,table_name+FROM+information_schema.tables--+ HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: x\r\n\r\n"
< "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
=> sqli class="steal" host="shop.example" location="query" name="id" agent="x" injected=1 why~"UNION"

# Two requests in one connection, the second in a form; the first is harmless.
tcp 40000 > 80
> "GET /?q=union+made+shirts HTTP/1.1\r\nHost: a\r\n\r\nPOST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 27\r\n\r\nuser=x%27+OR+%271%27%3D%271"
=> sqli method="POST" location="body" name="user"

# Encoded twice, in a cookie.
tcp 40000 > 80
> "GET / HTTP/1.1\r\nHost: a\r\nCookie: s=1; id=1%2527%2520AND%2520SLEEP(5)--%2520\r\n\r\n"
=> sqli location="cookie" name="id" layers~"percent"

# The mass injection of 2008: the statement is in the hex.
tcp 40000 > 80
> "GET /a.asp?id=1;DECLARE%20@S%20VARCHAR(4000);SET%20@S=CAST(0x757064617465207420736574206e3d2778273b AS%20VARCHAR(4000));EXEC(@S);-- HTTP/1.1\r\nHost: a\r\n\r\n"
=> sqli class="tamper" name="id"

# English with SQL's words, names with apostrophes, arithmetic.
tcp 40000 > 80
> "GET /search?q=select+committee+of+the+union&n=O%27Brien&t=rock+%27n%27+roll&m=4+or+5+rooms&s=2%2B2%3D4 HTTP/1.1\r\nHost: a\r\nReferer: http://a/?q=union+of+states\r\n\r\n"
=> nothing

# What a browser loads after an injected page names it as Referer: said once, of the page.
tcp 40000 > 80
> "GET /style.css HTTP/1.1\r\nHost: a\r\nReferer: http://a/?id=1%27+UNION+SELECT+1,2--+\r\n\r\n"
=> nothing

# From elsewhere it is judged.
tcp 40000 > 80
> "GET /style.css HTTP/1.1\r\nHost: a\r\nReferer: http://b/?id=1%27+UNION+SELECT+1,2--+\r\n\r\n"
=> sqli location="header" name="Referer"

# The same words in a mail are no request.
tcp 40000 > 25
> "HELO a\r\nMAIL FROM:<x@a>\r\nDATA\r\n?id=1' UNION SELECT 1,2--\r\n"
=> nothing

# Cut in the middle of the value.
tcp 40000 > 80
> "GET /item.php?id=1%27+UNI"
=> nothing
