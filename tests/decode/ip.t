# IPv4 and IPv6 headers: options, lengths, fragments, extension headers, and nonsense.

# Options before the transport.
raw
47 00 00 30 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 48, protocol 6
94 04 00 00 01 01 01 01
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445 len=48

# The longest header there is.
raw
4f 00 00 50 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 80, protocol 6
01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01
01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445 len=80

# Options that are not all captured.
raw wire=80
4f 00 00 50 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 80, protocol 6, cut
01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01
01 01 01 01 01 01 01 01 01 01
=> drop=ip-short

# A header of less than twenty bytes.
raw
44 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=ip-invalid

# A total length below the header.
raw
45 00 00 13 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 19, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=ip-invalid

# A total length below the header with its options.
raw
46 00 00 17 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 23, protocol 6
01 01 01 01
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=ip-invalid

# Nineteen bytes.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64  # IPv4, length 40, protocol 6, cut
=> drop=ip-short

# A header alone is a packet, without transport.
raw
45 00 00 14 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 20, protocol 6
=> proto=6 len=20 no_transport=1 kind=other port=0 payload_len=0

# A total length of 0: the wire knows.
raw wire=2040
45 00 00 00 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 0, protocol 6
9c 40 00 50 01 02 03 04 00 00 00 00 50 10 04 00 00 00 00 00  # TCP 40000 > 80, flags 10
"hello"
=> len=2040 dport=80 payload=hello kind=other

# Captured less than there was: views end where the capture does.
raw wire=1500
45 00 05 dc 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 1500, protocol 6
9c 40 00 50 01 02 03 04 00 00 00 00 50 10 04 00 00 00 00 00  # TCP 40000 > 80, flags 10
"hello"
=> len=1500 payload=hello

# A total length beyond the wire is believed for bytes, and not for views.
raw
45 00 03 fc 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 1020, protocol 17
13 88 04 02 03 e8 00 00  # UDP 5000 > 1026, length 1000
"hi"
=> len=1020 payload=hi

# More bytes than the total length.
raw
45 00 00 1e 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 30, protocol 17
13 88 04 02 00 0a 00 00  # UDP 5000 > 1026, length 10
"hi"
"trailer"
=> len=30 payload=hi

# First fragment: its ports are there.
raw
45 00 00 20 12 34 20 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 32, protocol 17
13 88 04 02 07 d0 00 00  # UDP 5000 > 1026, length 2000
"part"
=> first=1 later=0 dport=1026 kind=scan port=1026 payload=part

# Later fragment: what looks like ports is data.
raw
45 00 00 1c 12 34 20 01 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 17
13 88 04 02 00 08 00 00  # UDP 5000 > 1026, length 8
=> first=0 later=1 sport=0 dport=0 kind=other port=0 no_transport=0 transport_len=0 payload_len=8

# Last fragment.
raw
45 00 00 28 12 34 00 10 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> first=0 later=1 flags=0 kind=other port=0

# Do not fragment is no fragment.
raw
45 00 00 28 12 34 40 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445 first=0 later=0

# The reserved bit neither.
raw
45 00 00 28 12 34 80 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445 first=0 later=0

# Teardrop: the second fragment lies inside the first.
raw
45 00 00 18 12 34 00 03 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 24, protocol 17
"abcd"
=> later=1 kind=other port=0 len=24 payload=abcd

# A first fragment too small for a TCP header.
raw
45 00 00 28 12 34 20 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04  # TCP 40000 > 445, flags 02, cut
=> first=1 no_transport=1 kind=other port=0 payload_len=8

# Protocol 255.
raw
45 00 00 15 12 34 00 00 40 ff 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 21, protocol 255
"x"
=> proto=255 no_transport=0 kind=other port=0 payload=x transport_len=1

# Authentication header.
raw
45 00 00 40 12 34 00 00 40 33 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 64, protocol 51
06 04 00 00 00 00 00 01 00 00 00 01 00 00 00 00 00 00 00 00  # AH, next TCP
00 00 00 00
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# An authentication header that is cut.
raw
45 00 00 18 12 34 00 00 40 33 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 24, protocol 51
06 04 00 00  # AH, cut
=> proto=51 no_transport=1 kind=other port=0

# ESP: encrypted is not broken.
raw
45 00 00 1c 12 34 00 00 40 32 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 50
00 00 00 01 00 00 00 01  # ESP
=> proto=50 no_transport=0 kind=other port=0

# IPv6, 39 bytes.
ipv6
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6, cut
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00
=> drop=ip-short

# Hop-by-hop.
raw
60 00 00 00 00 1c 00 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 28, next 0
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
06 00 01 04 00 00 00 00  # extension, next 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# A chain of all: hop-by-hop, destination, routing, fragment, AH, destination.
raw
60 00 00 00 00 50 00 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 80, next 0
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
3c 00 01 04 00 00 00 00  # extension, next 60
2b 01 01 04 00 00 00 00 00 00 00 00 00 00 00 00  # extension, next 43
2c 00 00 00 00 00 00 00  # routing, next 44
33 00 00 01 00 00 00 07  # fragment, first, next 51
3c 01 00 00 00 00 00 01 00 00 00 01  # AH, next 60
06 00 01 04 00 00 00 00  # extension, next 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445 first=1

# Fragment, later.
raw
60 00 00 00 00 0c 2c 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 12, next 44
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
11 00 00 09 00 00 00 07  # fragment, offset 1, more
"data"
=> proto=17 later=1 first=0 kind=other port=0 payload=data

# Fragment, last.
raw
60 00 00 00 00 0c 2c 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 12, next 44
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
11 00 00 08 00 00 00 07  # fragment, offset 1
"data"
=> later=1 kind=other

# An atomic fragment is whole.
raw
60 00 00 00 00 1c 2c 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 28, next 44
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
06 00 00 00 00 00 00 07  # fragment, offset 0, no more
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445 first=0 later=0

# No next header.
raw
60 00 00 00 00 01 3b 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 1, next 59
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
"x"
=> proto=59 no_transport=0 kind=other port=0 payload=x

# No next header, no bytes, padding on the wire.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 86 dd  # ethernet, type 86dd
60 00 00 00 00 00 3b 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 0, next 59
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
00 00  # padding
=> len=40 proto=59

# ESP ends the chain.
raw
60 00 00 00 00 10 3c 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 16, next 60
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
32 00 01 04 00 00 00 00  # extension, next 50
00 00 00 01 00 00 00 01  # ESP
=> proto=50 no_transport=0 kind=other

# A chain that is cut.
raw
60 00 00 00 00 08 00 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 0
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
06 05 00 00 00 00 00 00  # hop-by-hop of 48 bytes, cut
=> proto=0 no_transport=1 kind=other port=0

# Sixteen extension headers are opened.
raw
60 00 00 00 00 94 3c 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 148, next 60
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
06 00 01 04 00 00 00 00  # extension, next 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# The seventeenth is not.
raw
60 00 00 00 00 9c 3c 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 156, next 60
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
3c 00 01 04 00 00 00 00  # extension, next 60
06 00 01 04 00 00 00 00  # extension, next 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> proto=60 no_transport=1 kind=other port=0

# Jumbogram: the wire knows the length.
raw wire=70000
60 00 00 00 00 00 00 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 0, next 0
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
06 00 c2 04 00 01 11 48  # hop-by-hop, jumbo payload
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> len=70000 proto=6 dport=445 kind=scan

# A payload length of 0 before the card filled it in.
raw wire=3000
60 00 00 00 00 00 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 0, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 00 50 01 02 03 04 00 00 00 00 50 10 04 00 00 00 00 00  # TCP 40000 > 80, flags 10
=> len=3000 dport=80

# A payload length beyond the wire.
raw
60 00 00 00 03 e8 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 1000, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 00 50 01 02 03 04 00 00 00 00 50 10 04 00 00 00 00 00  # TCP 40000 > 80, flags 10
=> len=1040 dport=80

# A mapped address on the wire is IPv6 all the same.
raw
60 00 00 00 00 14 06 40 00 00 00 00 00 00 00 00 00 00 ff ff  # IPv6, length 20, next 6
c0 00 02 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> version=6 src=192.0.2.1 dport=445
