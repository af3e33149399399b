# What ICMP errors quote.

# Port unreachable quotes the whole packet.
raw
45 00 00 3d 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 61, protocol 1
03 03 00 00 00 00 00 00  # ICMP type 3 code 3
45 00 00 21 12 34 00 00 40 11 00 00 c6 33 64 02 c0 00 02 4d  # IPv4, length 33, protocol 17
13 88 04 02 00 0d 00 00  # UDP 5000 > 1026, length 13
"popup"
=> outer kind=backscatter port=3 type=3 code=3
=> inner none
=> quoted src=198.51.100.2 dst=192.0.2.77 proto=17 sport=5000 dport=1026 payload=popup no_transport=0

# Eight bytes of TCP: ports and sequence, no flags.
raw
45 00 00 44 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 68, protocol 1
0b 00 00 00 00 00 00 00  # ICMP type 11 code 0
45 00 00 28 12 34 00 00 40 06 00 00 c6 33 64 02 c0 00 02 4d  # IPv4, length 40, protocol 6
9c 40 00 50 01 02 03 04  # TCP 40000 > 80, flags 02, cut
=> quoted sport=40000 dport=80 seq=0x01020304 flags=0 no_transport=0 len=40 kind=other

# Four bytes.
raw
45 00 00 44 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 68, protocol 1
0b 00 00 00 00 00 00 00  # ICMP type 11 code 0
45 00 00 28 12 34 00 00 40 06 00 00 c6 33 64 02 c0 00 02 4d  # IPv4, length 40, protocol 6
9c 40 00 50  # TCP 40000 > 80, flags 02, cut
=> quoted sport=40000 dport=80 seq=0

# Three bytes: not even ports.
raw
45 00 00 44 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 68, protocol 1
0b 00 00 00 00 00 00 00  # ICMP type 11 code 0
45 00 00 28 12 34 00 00 40 06 00 00 c6 33 64 02 c0 00 02 4d  # IPv4, length 40, protocol 6
9c 40 00  # TCP 40000 > 80, flags 02, cut
=> quoted src=198.51.100.2 sport=0 dport=0 no_transport=1

# A quoted header that is cut.
raw
45 00 00 44 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 68, protocol 1
0b 00 00 00 00 00 00 00  # ICMP type 11 code 0
45 00 00 28 12 34 00 00 40 06 00 00 c6 33 64 02 c0 00 02  # IPv4, length 40, protocol 6, cut
=> outer kind=backscatter port=11
=> quoted none

# Source quench and redirect quote too.
raw
45 00 00 44 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 68, protocol 1
04 00 00 00 00 00 00 00  # ICMP type 4 code 0
45 00 00 28 12 34 00 00 40 06 00 00 c6 33 64 02 c0 00 02 4d  # IPv4, length 40, protocol 6
9c 40 00 50 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 80, flags 02
=> quoted dport=80 flags=2

# Redirect.
raw
45 00 00 44 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 68, protocol 1
05 01 00 00 c0 00 02 01  # ICMP type 5 code 1
45 00 00 28 12 34 00 00 40 06 00 00 c6 33 64 02 c0 00 02 4d  # IPv4, length 40, protocol 6
9c 40 00 50 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 80, flags 02
=> quoted dport=80

# Parameter problem.
raw
45 00 00 44 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 68, protocol 1
0c 00 00 00 00 00 00 00  # ICMP type 12 code 0
45 00 00 28 12 34 00 00 40 06 00 00 c6 33 64 02 c0 00 02 4d  # IPv4, length 40, protocol 6
9c 40 00 50 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 80, flags 02
=> quoted dport=80

# An echo with an IP packet in it quotes nothing.
raw
45 00 00 44 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 68, protocol 1
08 00 00 00 00 00 00 00  # ICMP type 8 code 0
45 00 00 28 12 34 00 00 40 06 00 00 c6 33 64 02 c0 00 02 4d  # IPv4, length 40, protocol 6
9c 40 00 50 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 80, flags 02
=> quoted none

# A later fragment of an error quotes nothing.
raw
45 00 00 44 12 34 00 10 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 68, protocol 1
03 03 00 00 00 00 00 00  # ICMP type 3 code 3
45 00 00 28 12 34 00 00 40 06 00 00 c6 33 64 02 c0 00 02 4d  # IPv4, length 40, protocol 6
9c 40 00 50 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 80, flags 02
=> quoted none

# The extensions behind a quotation of 32 bytes (RFC 4884) are no part of it.
raw
45 00 00 40 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 64, protocol 1
0b 00 00 00 00 08 00 00  # ICMP type 11 code 0
45 00 00 80 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 128, protocol 17
13 88 04 02 00 6c 00 00  # UDP 5000 > 1026, length 108
"data"
20 00 00 00  # extension
=> quoted sport=5000 payload=data

# ICMPv6 too big.
raw
60 00 00 00 00 44 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 68, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
02 00 00 00 00 00 05 00  # ICMP type 2 code 0
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer kind=backscatter port=2
=> quoted src=2001:db8:5::5 dport=23 flags=2

# ICMPv6 unreachable, extension headers in the quotation.
raw
60 00 00 00 00 41 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 65, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
01 04 00 00 00 00 00 00  # ICMP type 1 code 4
60 00 00 00 00 11 00 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 17, next 0
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
11 00 01 04 00 00 00 00  # extension, next 17
13 88 04 02 00 09 00 00  # UDP 5000 > 1026, length 9
"x"
=> quoted sport=5000 dport=1026 payload=x

# Neighbour discovery quotes nothing.
raw
60 00 00 00 00 44 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 68, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
87 00 00 00 00 00 00 00  # ICMP type 135 code 0
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> quoted none

# An error that quotes an error: one level.
raw
45 00 00 60 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 96, protocol 1
03 03 00 00 00 00 00 00  # ICMP type 3 code 3
45 00 00 44 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 68, protocol 1
03 01 00 00 00 00 00 00  # ICMP type 3 code 1
45 00 00 28 12 34 00 00 40 06 00 00 c6 33 64 02 c0 00 02 4d  # IPv4, length 40, protocol 6
9c 40 00 50 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 80, flags 02
=> quoted proto=1 type=3 code=1
