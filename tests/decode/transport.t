# TCP, UDP, ICMP headers, whole, cut and wrong.

# TCP options and payload.
raw
45 00 00 35 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 53, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 70 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
02 04 05 b4 01 01 01 01
"early"
=> options_len=8 payload=early flags=2

# A data offset below five.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 40 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> no_transport=1 sport=0 dport=0 flags=0 kind=other port=0

# A data offset beyond the packet.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 f0 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> no_transport=1 flags=0 kind=other port=0

# The same in a first fragment: options may go on in the next.
raw
45 00 00 28 12 34 20 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 f0 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> first=1 no_transport=0 flags=2 kind=scan port=445 options_len=0

# Options that were not captured.
raw wire=60
45 00 00 3c 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 60, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 a0 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> no_transport=0 flags=2 options_len=0 payload_len=0

# Nineteen bytes of TCP.
raw wire=40
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00  # TCP 40000 > 445, flags 02, cut
=> len=40 no_transport=1 kind=other port=0

# Nineteen bytes of TCP by the IP length.
raw
45 00 00 27 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 39, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> no_transport=1 kind=other port=0

# UDP shorter than the packet: the rest is nobody's.
raw
45 00 00 23 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 35, protocol 17
13 88 04 02 00 0a 00 00  # UDP 5000 > 1026, length 10
"hithere"
=> payload=hi kind=scan

# UDP longer than the packet.
raw
45 00 00 1e 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 30, protocol 17
13 88 04 02 00 63 00 00  # UDP 5000 > 1026, length 99
"hi"
=> payload=hi no_transport=0 dport=1026

# UDP length 0.
raw
45 00 00 1e 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 30, protocol 17
13 88 04 02 00 00 00 00  # UDP 5000 > 1026, length 0
"hi"
=> payload=hi no_transport=0

# UDP length 7.
raw
45 00 00 1e 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 30, protocol 17
13 88 04 02 00 07 00 00  # UDP 5000 > 1026, length 7
"hi"
=> no_transport=1 dport=0 kind=other port=0

# UDP, cut.
raw wire=28
45 00 00 1c 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 17
13 88 04 02 00 08 00  # UDP 5000 > 1026, length 8, cut
=> no_transport=1 kind=other port=0

# ICMP, cut before the identifier.
raw wire=28
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
08 00 00 00 00 00  # ICMP type 8 code 0, cut
=> no_transport=1 type=0 kind=other port=0

# Echo has an identifier.
raw
45 00 00 20 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 32, protocol 1
08 00 00 00 12 34 00 01  # ICMP type 8 code 0
"ping"
=> type=8 code=0 id=0x1234 payload=ping kind=scan port=8

# Time stamp has one too.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
0d 00 00 00 12 34 00 01  # ICMP type 13 code 0
=> type=13 id=0x1234 kind=scan port=13

# An error has none there.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
03 01 00 00 12 34 00 01  # ICMP type 3 code 1
=> type=3 code=1 id=0
=> quoted none

# ICMPv6 echo.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
80 00 00 00 12 34 00 01  # ICMP type 128 code 0
=> type=128 id=0x1234 kind=scan port=128

# SCTP has ports; what it wants is not judged.
raw
45 00 00 20 12 34 00 00 40 84 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 32, protocol 132
9c 40 0b 59 00 00 00 00 00 00 00 00  # SCTP 40000 > 2905
=> sport=40000 dport=2905 kind=other port=2905 payload_len=12

# SCTP, cut.
raw
45 00 00 17 12 34 00 00 40 84 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 23, protocol 132
9c 40 0b  # SCTP, cut
=> no_transport=1 kind=other port=0
