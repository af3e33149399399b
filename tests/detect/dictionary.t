# What must not be found is in tests/unit/watch_dictionary.c.

# Thirty tries that fail within half an hour are an attack, on whatever targets.
tcp 40000 > 21 at=100
< "220 ftp\r\n" "331 x\r\n530 no\r\n"*15
> "USER root\r\nPASS a\r\n"*15
tcp 40001 > 21 at=1000 to=198.51.100.21
< "220 ftp\r\n" "331 x\r\n530 no\r\n"*15
> "USER admin\r\nPASS b\r\n"*15
=> login tries=15 users="root" success="no"
=> login tries=15 users="admin"
=> dictionary src=192.0.2.10 dst=198.51.100.20 dport=21 verdict="unclear" protocol="ftp" tries=30 failed=30 connections=2 targets_est=2 users_est=2 users="root, admin" failed_in_30_min=30 duration_s=900 successes=0 estimated=0 linked_scan=0 why~"30 make an attack"

# Ten a minute for three minutes: nobody types so fast.
tcp 40000 > 21 at=60
< "220 ftp\r\n" "331 x\r\n530 no\r\n"*10
> "USER root\r\nPASS a\r\n"*10
tcp 40001 > 21 at=120
< "220 ftp\r\n" "331 x\r\n530 no\r\n"*10
> "USER root\r\nPASS b\r\n"*10
tcp 40002 > 21 at=180
< "220 ftp\r\n" "331 x\r\n530 no\r\n"*10
> "USER root\r\nPASS c\r\n"*10
=> login tries=10
=> login tries=10
=> login tries=10
=> dictionary verdict="automated" tries=30 why~"at least 10 a minute for 3 minutes"

# Thirty names in one connection.
tcp 40000 > 110 at=100
< "+OK\r\n" "+OK\r\n-ERR no\r\n"*40
> "USER a\r\nPASS a\r\nUSER b\r\nPASS a\r\nUSER c\r\nPASS a\r\nUSER d\r\nPASS a\r\nUSER e\r\nPASS a\r\nUSER f\r\nPASS a\r\nUSER g\r\nPASS a\r\nUSER h\r\nPASS a\r\nUSER i\r\nPASS a\r\nUSER j\r\nPASS a\r\n"
> "USER aa\r\nPASS a\r\nUSER bb\r\nPASS a\r\nUSER cc\r\nPASS a\r\nUSER dd\r\nPASS a\r\nUSER ee\r\nPASS a\r\nUSER ff\r\nPASS a\r\nUSER gg\r\nPASS a\r\nUSER hh\r\nPASS a\r\nUSER ii\r\nPASS a\r\nUSER jj\r\nPASS a\r\n"
> "USER aaa\r\nPASS a\r\nUSER bbb\r\nPASS a\r\nUSER ccc\r\nPASS a\r\nUSER ddd\r\nPASS a\r\nUSER eee\r\nPASS a\r\nUSER fff\r\nPASS a\r\nUSER ggg\r\nPASS a\r\nUSER hhh\r\nPASS a\r\nUSER iii\r\nPASS a\r\nUSER jjj\r\nPASS a\r\n"
=> login tries=30 users_seen=30
=> dictionary verdict="automated" tries=30
