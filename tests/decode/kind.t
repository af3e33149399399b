# The definitions of kind and port, with their near misses.

# TCP: SYN.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 80 > 445, flags 02
=> flags=0x02 kind=scan port=445

# TCP: SYN, ECE: a modern client.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 42 04 00 00 00 00 00  # TCP 80 > 445, flags 42
=> flags=0x42 kind=scan port=445

# TCP: SYN, FIN.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 03 04 00 00 00 00 00  # TCP 80 > 445, flags 03
=> flags=0x03 kind=scan port=445

# TCP: SYN among the lamps of a tree.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 2b 04 00 00 00 00 00  # TCP 80 > 445, flags 2b
=> flags=0x2b kind=scan port=445

# TCP: SYN, ACK.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 12 04 00 00 00 00 00  # TCP 80 > 445, flags 12
=> flags=0x12 kind=backscatter port=80

# TCP: RST.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 04 04 00 00 00 00 00  # TCP 80 > 445, flags 04
=> flags=0x04 kind=backscatter port=80

# TCP: RST, ACK.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 14 04 00 00 00 00 00  # TCP 80 > 445, flags 14
=> flags=0x14 kind=backscatter port=80

# TCP: RST with SYN: any RST.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 06 04 00 00 00 00 00  # TCP 80 > 445, flags 06
=> flags=0x06 kind=backscatter port=80

# TCP: ACK alone.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 10 04 00 00 00 00 00  # TCP 80 > 445, flags 10
=> flags=0x10 kind=other port=445

# TCP: data.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 18 04 00 00 00 00 00  # TCP 80 > 445, flags 18
=> flags=0x18 kind=other port=445

# TCP: FIN.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 01 04 00 00 00 00 00  # TCP 80 > 445, flags 01
=> flags=0x01 kind=other port=445

# TCP: FIN, ACK.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 11 04 00 00 00 00 00  # TCP 80 > 445, flags 11
=> flags=0x11 kind=other port=445

# TCP: Xmas: FIN, PSH, URG.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 29 04 00 00 00 00 00  # TCP 80 > 445, flags 29
=> flags=0x29 kind=other port=445

# TCP: no flags.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
00 50 01 bd 01 02 03 04 00 00 00 00 50 00 04 00 00 00 00 00  # TCP 80 > 445, flags 00
=> flags=0x00 kind=other port=445

# TCP SYN to port 0 is a scan of port 0.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 00 00 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 0, flags 02
=> kind=scan port=0

# UDP.
raw
45 00 00 1d 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 29, protocol 17
9c 40 04 02 00 09 00 00  # UDP 40000 > 1026, length 9
"x"
=> kind=scan port=1026

# UDP from port 0.
raw
45 00 00 1d 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 29, protocol 17
00 00 04 02 00 09 00 00  # UDP 0 > 1026, length 9
"x"
=> kind=other port=1026

# UDP to port 0.
raw
45 00 00 1d 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 29, protocol 17
9c 40 00 00 00 09 00 00  # UDP 40000 > 0, length 9
"x"
=> kind=other port=0

# DNS answer.
raw
45 00 00 45 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 69, protocol 17
00 35 82 35 00 31 00 00  # UDP 53 > 33333, length 49
be ef 81 80 00 01 00 01 00 00 00 00  # DNS header
07  # label
"example"
00 00 01 00 01  # root; A, IN
c0 0c 00 01 00 01 00 00 0e 10 00 04 c6 33 64 07  # answer
=> kind=backscatter port=53

# DNS: refused, with the question only.
raw
45 00 00 35 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 53, protocol 17
00 35 82 35 00 21 00 00  # UDP 53 > 33333, length 33
be ef 80 05 00 01 00 00 00 00 00 00  # DNS header
07  # label
"example"
00 00 01 00 01  # root; A, IN
=> kind=backscatter port=53

# DNS: no such name, from an authority.
raw
45 00 00 35 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 53, protocol 17
00 35 82 35 00 21 00 00  # UDP 53 > 33333, length 33
be ef 85 83 00 01 00 00 00 00 00 00  # DNS header
07  # label
"example"
00 00 01 00 01  # root; A, IN
=> kind=backscatter port=53

# DNS: format error, a bare header.
raw
45 00 00 28 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 17
00 35 82 35 00 14 00 00  # UDP 53 > 33333, length 20
be ef 81 81 00 00 00 00 00 00 00 00  # DNS header
=> kind=backscatter port=53

# DNS: a query from port 53 is a scan.
raw
45 00 00 35 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 53, protocol 17
00 35 82 35 00 21 00 00  # UDP 53 > 33333, length 33
be ef 01 00 00 01 00 00 00 00 00 00  # DNS header
07  # label
"example"
00 00 01 00 01  # root; A, IN
=> kind=scan port=33333

# DNS: an answer with two questions.
raw
45 00 00 52 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 82, protocol 17
00 35 82 35 00 3e 00 00  # UDP 53 > 33333, length 62
be ef 81 80 00 02 00 01 00 00 00 00  # DNS header
07  # label
"example"
00 00 01 00 01  # root; A, IN
07  # label
"example"
00 00 01 00 01  # root; A, IN
c0 0c 00 01 00 01 00 00 0e 10 00 04 c6 33 64 07  # answer
=> kind=scan port=33333

# DNS: more records than there is room for.
raw
45 00 00 45 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 69, protocol 17
00 35 82 35 00 31 00 00  # UDP 53 > 33333, length 49
be ef 81 80 00 01 00 09 00 00 00 00  # DNS header
07  # label
"example"
00 00 01 00 01  # root; A, IN
c0 0c 00 01 00 01 00 00 0e 10 00 04 c6 33 64 07  # answer
=> kind=scan port=33333

# DNS: bytes behind the last record when there is none.
raw
45 00 00 39 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 57, protocol 17
00 35 82 35 00 25 00 00  # UDP 53 > 33333, length 37
be ef 81 80 00 01 00 00 00 00 00 00  # DNS header
07  # label
"example"
00 00 01 00 01  # root; A, IN
"junk"
=> kind=scan port=33333

# DNS: the reserved bit.
raw
45 00 00 45 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 69, protocol 17
00 35 82 35 00 31 00 00  # UDP 53 > 33333, length 49
be ef 81 c0 00 01 00 01 00 00 00 00  # DNS header
07  # label
"example"
00 00 01 00 01  # root; A, IN
c0 0c 00 01 00 01 00 00 0e 10 00 04 c6 33 64 07  # answer
=> kind=scan port=33333

# DNS: a class that does not exist.
raw
45 00 00 35 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 53, protocol 17
00 35 82 35 00 21 00 00  # UDP 53 > 33333, length 33
be ef 81 80 00 01 00 00 00 00 00 00  # DNS header
07  # label
"example"
00 00 01 77 77  # root; A, ?
=> kind=scan port=33333

# DNS: a label of 64.
raw
45 00 00 6e 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 110, protocol 17
00 35 82 35 00 5a 00 00  # UDP 53 > 33333, length 90
be ef 81 80 00 01 00 00 00 00 00 00  # DNS header
40  # label
"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"
00 00 01 00 01  # root; A, IN
=> kind=scan port=33333

# DNS: eleven bytes.
raw
45 00 00 27 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 39, protocol 17
00 35 82 35 00 13 00 00  # UDP 53 > 33333, length 19
be ef 81 80 00 01 00 01 00 00 00  # DNS header, cut
=> kind=scan port=33333

# DNS: the question is cut by the sender.
raw
45 00 00 2d 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 45, protocol 17
00 35 82 35 00 19 00 00  # UDP 53 > 33333, length 25
be ef 81 80 00 01 00 01 00 00 00 00  # DNS header
07  # label
"exam"
=> kind=scan port=33333

# DNS: the question is cut by the capture.
raw wire=200
45 00 00 c8 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 200, protocol 17
00 35 82 35 00 b4 00 00  # UDP 53 > 33333, length 180
be ef 81 80 00 01 00 01 00 00 00 00  # DNS header
07  # label
"exam"
=> kind=backscatter port=53

# DNS: the first fragment of a long answer.
raw
45 00 00 45 12 34 20 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 69, protocol 17
00 35 82 35 0b b8 00 00  # UDP 53 > 33333, length 3000
be ef 81 80 00 01 00 1e 00 00 00 00  # DNS header
07  # label
"example"
00 00 01 00 01  # root; A, IN
c0 0c 00 01 00 01 00 00 0e 10 00 04 c6 33 64 07  # answer
=> first=1 kind=backscatter port=53

# From port 53, nothing.
raw
45 00 00 1c 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 17
00 35 82 35 00 08 00 00  # UDP 53 > 33333, length 8
=> kind=scan port=33333

# An answer in structure, but from another port.
raw
45 00 00 45 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 69, protocol 17
14 e9 82 35 00 31 00 00  # UDP 5353 > 33333, length 49
be ef 81 80 00 01 00 01 00 00 00 00  # DNS header
07  # label
"example"
00 00 01 00 01  # root; A, IN
c0 0c 00 01 00 01 00 00 0e 10 00 04 c6 33 64 07  # answer
=> kind=scan port=33333

# An answer to port 0 is an answer: somebody forged port 0.
raw
45 00 00 45 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 69, protocol 17
00 35 00 00 00 31 00 00  # UDP 53 > 0, length 49
be ef 81 80 00 01 00 01 00 00 00 00  # DNS header
07  # label
"example"
00 00 01 00 01  # root; A, IN
c0 0c 00 01 00 01 00 00 0e 10 00 04 c6 33 64 07  # answer
=> kind=backscatter port=53

# NTP: mode 4 of a server.
raw
45 00 00 4c 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 76, protocol 17
00 7b 82 35 00 38 00 00  # UDP 123 > 33333, length 56
24 02 06 e9 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  # NTP, version 4, server
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00
=> kind=backscatter port=123

# NTP: mode 3 of a client.
raw
45 00 00 4c 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 76, protocol 17
00 7b 82 35 00 38 00 00  # UDP 123 > 33333, length 56
23 00 06 e9 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  # NTP, version 4, client
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00
=> kind=scan port=33333

# NTP: mode 4, too short.
raw
45 00 00 4b 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 75, protocol 17
00 7b 82 35 00 37 00 00  # UDP 123 > 33333, length 55
24 02 06 e9 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  # NTP, cut
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00
=> kind=scan port=33333

# NTP: mode 4, stratum 200.
raw
45 00 00 4c 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 76, protocol 17
00 7b 82 35 00 38 00 00  # UDP 123 > 33333, length 56
24 c8 06 e9 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  # NTP
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00
=> kind=scan port=33333

# NTP: version 0.
raw
45 00 00 4c 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 76, protocol 17
00 7b 82 35 00 38 00 00  # UDP 123 > 33333, length 56
04 02 06 e9 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  # NTP, version 0
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00
=> kind=scan port=33333

# NTP: mode 6 response.
raw
45 00 00 2c 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 44, protocol 17
00 7b 82 35 00 18 00 00  # UDP 123 > 33333, length 24
16 82 00 01 06 15 00 00 00 00 00 04  # NTP control, response
"a=b "
=> kind=backscatter port=123

# NTP: mode 6 request.
raw
45 00 00 28 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 17
00 7b 82 35 00 14 00 00  # UDP 123 > 33333, length 20
16 02 00 01 00 00 00 00 00 00 00 00  # NTP control, read variables
=> kind=scan port=33333

# NTP: mode 7 response, the list of clients.
raw
45 00 00 2c 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 44, protocol 17
00 7b 82 35 00 18 00 00  # UDP 123 > 33333, length 24
d7 00 03 2a 00 01 00 08  # NTP private, response
00 00 00 00 00 00 00 00  # item
=> kind=backscatter port=123

# NTP: mode 7 request for it.
raw
45 00 00 24 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 36, protocol 17
00 7b 82 35 00 10 00 00  # UDP 123 > 33333, length 16
17 00 03 2a 00 00 00 00  # NTP private, request
=> kind=scan port=33333

# NTP: mode 7 response with more items than bytes.
raw
45 00 00 24 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 36, protocol 17
00 7b 82 35 00 10 00 00  # UDP 123 > 33333, length 16
d7 00 03 2a 00 06 00 48  # NTP private, response
=> kind=scan port=33333

# NTP: from another port.
raw
45 00 00 4c 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 76, protocol 17
04 63 82 35 00 38 00 00  # UDP 1123 > 33333, length 56
24 02 06 e9 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  # NTP, server
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
00 00 00 00 00 00 00 00
=> kind=scan port=33333

# SSDP response.
raw
45 00 00 2d 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 45, protocol 17
07 6c 82 35 00 19 00 00  # UDP 1900 > 33333, length 25
"HTTP/1.1 200 OK"
0d 0a
=> kind=backscatter port=1900

# SSDP search.
raw
45 00 00 31 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 49, protocol 17
07 6c 82 35 00 1d 00 00  # UDP 1900 > 33333, length 29
"M-SEARCH * HTTP/1.1"
0d 0a
=> kind=scan port=33333

# SSDP: another status.
raw
45 00 00 32 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 50, protocol 17
07 6c 82 35 00 1e 00 00  # UDP 1900 > 33333, length 30
"HTTP/1.1 404 Not Found"
=> kind=scan port=33333

# SSDP: digits go on.
raw
45 00 00 29 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 41, protocol 17
07 6c 82 35 00 15 00 00  # UDP 1900 > 33333, length 21
"HTTP/1.1 2000"
=> kind=scan port=33333

# SIP status.
raw
45 00 00 33 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 51, protocol 17
13 c4 82 35 00 1f 00 00  # UDP 5060 > 33333, length 31
"SIP/2.0 404 Not Found"
0d 0a
=> kind=backscatter port=5060

# SIP request, as scanners send it from 5060.
raw
45 00 00 40 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 64, protocol 17
13 c4 82 35 00 2c 00 00  # UDP 5060 > 33333, length 44
"OPTIONS sip:100@198.51.100.2 SIP/2.0"
=> kind=scan port=33333

# SIP with no status.
raw
45 00 00 26 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 38, protocol 17
13 c4 82 35 00 12 00 00  # UDP 5060 > 33333, length 18
"SIP/2.0 OK"
=> kind=scan port=33333

# SIP status of seven hundred.
raw
45 00 00 29 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 41, protocol 17
13 c4 82 35 00 15 00 00  # UDP 5060 > 33333, length 21
"SIP/2.0 700 ?"
=> kind=scan port=33333

# ICMP 0.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
00 00 00 00 00 00 00 00  # ICMP type 0 code 0
=> type=0 kind=backscatter port=0

# ICMP 3.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
03 00 00 00 00 00 00 00  # ICMP type 3 code 0
=> type=3 kind=backscatter port=3

# ICMP 4.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
04 00 00 00 00 00 00 00  # ICMP type 4 code 0
=> type=4 kind=backscatter port=4

# ICMP 5.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
05 00 00 00 00 00 00 00  # ICMP type 5 code 0
=> type=5 kind=backscatter port=5

# ICMP 8.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
08 00 00 00 00 00 00 00  # ICMP type 8 code 0
=> type=8 kind=scan port=8

# ICMP 9.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
09 00 00 00 00 00 00 00  # ICMP type 9 code 0
=> type=9 kind=other port=9

# ICMP 10.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
0a 00 00 00 00 00 00 00  # ICMP type 10 code 0
=> type=10 kind=other port=10

# ICMP 11.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
0b 00 00 00 00 00 00 00  # ICMP type 11 code 0
=> type=11 kind=backscatter port=11

# ICMP 12.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
0c 00 00 00 00 00 00 00  # ICMP type 12 code 0
=> type=12 kind=backscatter port=12

# ICMP 13.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
0d 00 00 00 00 00 00 00  # ICMP type 13 code 0
=> type=13 kind=scan port=13

# ICMP 14.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
0e 00 00 00 00 00 00 00  # ICMP type 14 code 0
=> type=14 kind=backscatter port=14

# ICMP 15.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
0f 00 00 00 00 00 00 00  # ICMP type 15 code 0
=> type=15 kind=scan port=15

# ICMP 16.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
10 00 00 00 00 00 00 00  # ICMP type 16 code 0
=> type=16 kind=backscatter port=16

# ICMP 17.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
11 00 00 00 00 00 00 00  # ICMP type 17 code 0
=> type=17 kind=scan port=17

# ICMP 18.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
12 00 00 00 00 00 00 00  # ICMP type 18 code 0
=> type=18 kind=backscatter port=18

# ICMP 30.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
1e 00 00 00 00 00 00 00  # ICMP type 30 code 0
=> type=30 kind=other port=30

# ICMP 42.
raw
45 00 00 1c 12 34 00 00 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 28, protocol 1
2a 00 00 00 00 00 00 00  # ICMP type 42 code 0
=> type=42 kind=other port=42

# ICMPv6 1.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
01 00 00 00 00 00 00 00  # ICMP type 1 code 0
=> type=1 kind=backscatter port=1

# ICMPv6 2.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
02 00 00 00 00 00 00 00  # ICMP type 2 code 0
=> type=2 kind=backscatter port=2

# ICMPv6 3.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
03 00 00 00 00 00 00 00  # ICMP type 3 code 0
=> type=3 kind=backscatter port=3

# ICMPv6 4.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
04 00 00 00 00 00 00 00  # ICMP type 4 code 0
=> type=4 kind=backscatter port=4

# ICMPv6 5.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
05 00 00 00 00 00 00 00  # ICMP type 5 code 0
=> type=5 kind=other port=5

# ICMPv6 128.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
80 00 00 00 00 00 00 00  # ICMP type 128 code 0
=> type=128 kind=scan port=128

# ICMPv6 129.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
81 00 00 00 00 00 00 00  # ICMP type 129 code 0
=> type=129 kind=backscatter port=129

# ICMPv6 130.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
82 00 00 00 00 00 00 00  # ICMP type 130 code 0
=> type=130 kind=other port=130

# ICMPv6 133.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
85 00 00 00 00 00 00 00  # ICMP type 133 code 0
=> type=133 kind=other port=133

# ICMPv6 134.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
86 00 00 00 00 00 00 00  # ICMP type 134 code 0
=> type=134 kind=other port=134

# ICMPv6 135.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
87 00 00 00 00 00 00 00  # ICMP type 135 code 0
=> type=135 kind=other port=135

# ICMPv6 136.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
88 00 00 00 00 00 00 00  # ICMP type 136 code 0
=> type=136 kind=other port=136

# ICMPv6 137.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
89 00 00 00 00 00 00 00  # ICMP type 137 code 0
=> type=137 kind=other port=137

# ICMPv6 143.
raw
60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 8, next 58
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
8f 00 00 00 00 00 00 00  # ICMP type 143 code 0
=> type=143 kind=other port=143

# A later fragment of ICMP is no echo reply.
raw
45 00 00 18 12 34 00 10 40 01 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 24, protocol 1
"data"
=> kind=other port=0
