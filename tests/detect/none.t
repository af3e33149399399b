# Nothing is found in a greeting.

udp 40000 > 40001
"hello"
=> nothing

tcp 40000 > 40001
> "hello\r\n"
< "hello to you\r\n"
=> nothing
