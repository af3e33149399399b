# Packets in packets.

# IP in IP.
raw
45 00 00 3c 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 60, protocol 4
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=4 kind=other port=0
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# 6in4.
raw
45 00 00 50 12 34 00 00 40 29 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 80, protocol 41
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=41 kind=other port=0
=> inner src=2001:db8:5::5 dst=2001:db8:5::6 dport=23 kind=scan port=23

# IPv6 in IPv6.
raw
60 00 00 00 00 3c 29 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 60, next 41
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=2001:db8::1 proto=41
=> inner src=2001:db8:5::5 dst=2001:db8:5::6 dport=23 kind=scan port=23

# IPv4 in IPv6, behind destination options (RFC 2473).
raw
60 00 00 00 00 30 3c 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 48, next 60
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
04 00 04 01 04 01 01 00  # limit
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=2001:db8::1 proto=4
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# Protocol 41 with IPv4 inside.
raw
45 00 00 3c 12 34 00 00 40 29 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 60, protocol 41
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=41 kind=other port=0
=> inner none

# Protocol 4 with IPv6 inside.
raw
45 00 00 50 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 80, protocol 4
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=4 kind=other port=0
=> inner none

# Protocol 4 with nothing inside.
raw
45 00 00 14 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 20, protocol 4
=> outer src=192.0.2.1 dst=198.51.100.2 proto=4 kind=other port=0
=> inner none

# An inner packet that contradicts itself: the outer one stands.
raw
45 00 00 3c 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 60, protocol 4
45 00 00 0a 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 10, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=4 kind=other port=0
=> inner none

# A later fragment of a tunnel shows nothing.
raw
45 00 00 3c 12 34 00 10 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 60, protocol 4
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer proto=4 later=1 kind=other
=> inner none

# A first fragment does.
raw
45 00 00 3c 12 34 20 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 60, protocol 4
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer proto=4 first=1
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# Eight tunnels in each other are opened.
raw
45 00 00 c8 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 200, protocol 4
45 00 00 b4 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 180, protocol 4
45 00 00 a0 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 160, protocol 4
45 00 00 8c 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 140, protocol 4
45 00 00 78 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 120, protocol 4
45 00 00 64 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 100, protocol 4
45 00 00 50 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 80, protocol 4
45 00 00 3c 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 60, protocol 4
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=4 kind=other port=0
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# The ninth stays closed: the outer packet still counts.
raw
45 00 00 dc 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 220, protocol 4
45 00 00 c8 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 200, protocol 4
45 00 00 b4 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 180, protocol 4
45 00 00 a0 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 160, protocol 4
45 00 00 8c 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 140, protocol 4
45 00 00 78 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 120, protocol 4
45 00 00 64 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 100, protocol 4
45 00 00 50 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 80, protocol 4
45 00 00 3c 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 60, protocol 4
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=4 kind=other port=0
=> inner src=192.0.2.1 proto=4

# GRE.
raw
45 00 00 40 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 64, protocol 47
00 00 08 00  # GRE, IPv4
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# GRE with checksum, key and sequence.
raw
45 00 00 4c 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 76, protocol 47
b0 00 08 00 00 00 00 00 00 00 00 07 00 00 00 01  # GRE, C K S, IPv4
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# GRE with IPv6.
raw
45 00 00 54 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 84, protocol 47
00 00 86 dd  # GRE, IPv6
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner src=2001:db8:5::5 dst=2001:db8:5::6 dport=23 kind=scan port=23

# GRE over IPv6.
raw
60 00 00 00 00 2c 2f 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 44, next 47
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
00 00 08 00  # GRE, IPv4
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer version=6 proto=47
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# GRE with an Ethernet frame and a VLAN.
raw
45 00 00 52 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 82, protocol 47
00 00 65 58  # GRE, bridged
00 00 5e 00 53 02 00 00 5e 00 53 01 81 00  # ethernet, type 8100
00 05 08 00  # tag
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# GRE with MPLS.
raw
45 00 00 44 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 68, protocol 47
00 00 88 47  # GRE, MPLS
00 06 41 40  # MPLS label
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# GRE with routing (RFC 1701) stays closed.
raw
45 00 00 44 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 68, protocol 47
40 00 08 00 00 00 00 00  # GRE, R
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner none

# The same bit before a packet that would decode.
raw
45 00 00 40 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 64, protocol 47
40 00 08 00  # GRE, R
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner none

# GRE of version 2 stays closed.
raw
45 00 00 40 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 64, protocol 47
00 02 08 00  # GRE, version 2
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner none

# GRE, cut.
raw
45 00 00 19 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 25, protocol 47
20 00 08 00 00  # GRE, cut
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner none

# A GRE keepalive.
raw
45 00 00 18 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 24, protocol 47
00 00 00 00  # GRE, type 0
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner none

# PPTP: GRE version 1, sequence and acknowledgement, PPP.
raw
45 00 00 50 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 80, protocol 47
30 81 88 0b 00 2c 00 01 00 00 00 01 00 00 00 00  # GRE, version 1, K S A
ff 03 00 21  # PPP
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# PPTP, PPP without address and control.
raw
45 00 00 49 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 73, protocol 47
30 01 88 0b 00 29 00 01 00 00 00 01  # GRE, version 1, K S
21  # PPP
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# PPTP, encrypted.
raw
45 00 00 26 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 38, protocol 47
30 01 88 0b 00 06 00 01 00 00 00 01  # GRE, version 1, K S
00 fd 90 00 aa bb  # PPP, MPPE
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner none

# PPTP, an acknowledgement alone.
raw
45 00 00 20 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 32, protocol 47
20 81 88 0b 00 00 00 01 00 00 00 01  # GRE, version 1, K A
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner none

# ERSPAN type I: no sequence, no header.
raw
45 00 00 4e 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 78, protocol 47
00 00 88 be  # GRE, ERSPAN
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# ERSPAN type II.
raw
45 00 00 5a 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 90, protocol 47
10 00 88 be 00 00 00 01  # GRE, S, ERSPAN
10 64 00 01 00 00 00 00  # ERSPAN II
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# ERSPAN type III with its platform part.
raw
45 00 00 66 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 102, protocol 47
10 00 22 eb 00 00 00 01  # GRE, S, ERSPAN III
20 64 00 01 00 00 00 00 00 00 00 01  # ERSPAN III, O
00 00 00 00 00 00 00 00  # platform
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# ERSPAN with another version.
raw
45 00 00 5a 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 90, protocol 47
10 00 88 be 00 00 00 01  # GRE, S, ERSPAN
30 64 00 01 00 00 00 00  # ERSPAN ?
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner none

# Ethernet in IP.
raw
45 00 00 4c 12 34 00 00 40 61 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 76, protocol 97
30 00  # EtherIP
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=97 kind=other port=0
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# MPLS in IP.
raw
45 00 00 40 12 34 00 00 40 89 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 64, protocol 137
00 06 41 40  # MPLS label
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=137 kind=other port=0
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# Teredo.
raw
45 00 00 58 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 88, protocol 17
9c 40 0d d8 00 44 00 00  # UDP 40000 > 3544, length 68
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=3544
=> inner src=2001:db8:5::5 dst=2001:db8:5::6 dport=23 kind=scan port=23

# Teredo from its port.
raw
45 00 00 58 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 88, protocol 17
0d d8 9c 40 00 44 00 00  # UDP 3544 > 40000, length 68
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=40000
=> inner src=2001:db8:5::5 dst=2001:db8:5::6 dport=23 kind=scan port=23

# Teredo with origin indication.
raw
45 00 00 60 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 96, protocol 17
9c 40 0d d8 00 4c 00 00  # UDP 40000 > 3544, length 76
00 00 11 22 33 44 55 66  # origin
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=3544
=> inner src=2001:db8:5::5 dst=2001:db8:5::6 dport=23 kind=scan port=23

# Teredo with authentication and origin.
raw
45 00 00 70 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 112, protocol 17
9c 40 0d d8 00 5c 00 00  # UDP 40000 > 3544, length 92
00 01 02 01 aa bb cc 01 02 03 04 05 06 07 08 00  # authentication
00 00 11 22 33 44 55 66  # origin
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=3544
=> inner src=2001:db8:5::5 dst=2001:db8:5::6 dport=23 kind=scan port=23

# A Teredo bubble.
raw
45 00 00 44 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 68, protocol 17
9c 40 0d d8 00 30 00 00  # UDP 40000 > 3544, length 48
60 00 00 00 00 00 3b 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 0, next 59
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=3544
=> inner proto=59 len=40 kind=other

# A Teredo bubble with trailers (RFC 6081).
raw
45 00 00 4e 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 78, protocol 17
9c 40 0d d8 00 3a 00 00  # UDP 40000 > 3544, length 58
60 00 00 00 00 00 3b 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 0, next 59
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
01 04 69 08 db f5 05 02 7a 96  # trailers
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=3544
=> inner proto=59 len=40

# Near miss: a trailer that does not end with the datagram.
raw
45 00 00 49 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 73, protocol 17
9c 40 0d d8 00 35 00 00  # UDP 40000 > 3544, length 53
60 00 00 00 00 00 3b 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 0, next 59
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
01 04 69 08 db  # trailer
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=3544
=> inner none

# Near miss: one byte more than the inner length.
raw
45 00 00 59 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 89, protocol 17
9c 40 0d d8 00 45 00 00  # UDP 40000 > 3544, length 69
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
"x"
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=3544
=> inner none

# Near miss: one byte less.
raw
45 00 00 58 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 88, protocol 17
9c 40 0d d8 00 44 00 00  # UDP 40000 > 3544, length 68
60 00 00 00 00 15 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 21, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=3544
=> inner none

# Near miss: another port.
raw
45 00 00 58 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 88, protocol 17
9c 40 0d d9 00 44 00 00  # UDP 40000 > 3545, length 68
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=3545
=> inner none

# Teredo, captured in part: the lengths still agree.
raw wire=100
45 00 00 58 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 88, protocol 17
9c 40 0d d8 00 44 00 00  # UDP 40000 > 3544, length 68
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00  # TCP 40000 > 23, flags 02, cut
=> inner src=2001:db8:5::5 no_transport=1 kind=other len=60

# VXLAN.
raw
45 00 00 5a 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 90, protocol 17
9c 40 12 b5 00 46 00 00  # UDP 40000 > 4789, length 70
08 00 00 00 00 00 7b 00  # VXLAN
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=4789
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# VXLAN on the port of Linux.
raw
45 00 00 72 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 114, protocol 17
9c 40 21 18 00 5e 00 00  # UDP 40000 > 8472, length 94
08 00 00 00 00 00 7b 00  # VXLAN
00 00 5e 00 53 02 00 00 5e 00 53 01 81 00  # ethernet, type 8100
00 05 86 dd  # tag
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=8472
=> inner src=2001:db8:5::5 dst=2001:db8:5::6 dport=23 kind=scan port=23

# VXLAN with ARP: no packet inside.
raw
45 00 00 34 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 52, protocol 17
9c 40 12 b5 00 20 00 00  # UDP 40000 > 4789, length 32
08 00 00 00 00 00 7b 00  # VXLAN
00 00 5e 00 53 02 00 00 5e 00 53 01 08 06  # ethernet, type 0806
00 01  # ARP
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=4789
=> inner none

# VXLAN with reserved bits set.
raw
45 00 00 5a 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 90, protocol 17
9c 40 12 b5 00 46 00 00  # UDP 40000 > 4789, length 70
88 00 00 64 00 00 7b 01  # VXLAN, group policy
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=4789
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# Near miss: without the bit that a network is named.
raw
45 00 00 5a 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 90, protocol 17
9c 40 12 b5 00 46 00 00  # UDP 40000 > 4789, length 70
00 00 00 00 00 00 7b 00  # VXLAN, flags 0
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=4789
=> inner none

# Near miss: the inner packet does not fit.
raw
45 00 00 5a 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 90, protocol 17
9c 40 12 b5 00 46 00 00  # UDP 40000 > 4789, length 70
08 00 00 00 00 00 7b 00  # VXLAN
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
45 00 00 29 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 41, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=4789
=> inner none

# Geneve with options.
raw
45 00 00 5e 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 94, protocol 17
9c 40 17 c1 00 4a 00 00  # UDP 40000 > 6081, length 74
01 00 65 58 00 00 7b 00 01 02 03 00  # Geneve, 4 bytes of options
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=6081
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# Geneve with IP.
raw
45 00 00 4c 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 76, protocol 17
9c 40 17 c1 00 38 00 00  # UDP 40000 > 6081, length 56
00 00 08 00 00 00 7b 00  # Geneve
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=6081
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# GTP-U.
raw
45 00 00 4c 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 76, protocol 17
08 68 08 68 00 38 00 00  # UDP 2152 > 2152, length 56
30 ff 00 28 00 00 00 01  # GTP-U, T-PDU
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=2152
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# GTP-U with a sequence number and an extension header.
raw
45 00 00 54 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 84, protocol 17
08 68 08 68 00 40 00 00  # UDP 2152 > 2152, length 64
36 ff 00 30 00 00 00 01 00 01 00 85  # GTP-U, E S
01 00 00 00  # extension
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=2152
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# GTP-U to a port of the asker.
raw
45 00 00 4c 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 76, protocol 17
08 68 04 00 00 38 00 00  # UDP 2152 > 1024, length 56
30 ff 00 28 00 00 00 01  # GTP-U, T-PDU
45 00 00 28 12 34 00 00 40 06 00 00 cb 00 71 05 cb 00 71 06  # IPv4, length 40, protocol 6
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=1024
=> inner src=203.0.113.5 dst=203.0.113.6 dport=23 kind=scan port=23

# GTP-U echo.
raw
45 00 00 28 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 17
08 68 08 68 00 14 00 00  # UDP 2152 > 2152, length 20
32 01 00 04 00 00 00 00 00 01 00 00  # GTP-U, echo request
=> outer src=192.0.2.1 dst=198.51.100.2 proto=17 kind=scan port=2152
=> inner none

# A tunnel in a tunnel: 6in4 in GRE.
raw
45 00 00 68 12 34 00 00 40 2f 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 104, protocol 47
00 00 08 00  # GRE, IPv4
45 00 00 50 12 34 00 00 40 29 00 00 cb 00 71 05 c6 33 64 02  # IPv4, length 80, protocol 41
60 00 00 00 00 14 06 40 20 01 0d b8 00 05 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 05 20 01 0d b8 00 05 00 00 00 00 00 00 00 00 00 06
9c 40 00 17 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 23, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=47 kind=other port=0
=> inner src=2001:db8:5::5 dst=2001:db8:5::6 dport=23 kind=scan port=23

# What an ICMP error inside a tunnel quotes.
raw
45 00 00 4d 12 34 00 00 40 04 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 77, protocol 4
45 00 00 39 12 34 00 00 40 01 00 00 cb 00 71 05 c6 33 64 02  # IPv4, length 57, protocol 1
03 03 00 00 00 00 00 00  # ICMP type 3 code 3
45 00 00 1d 12 34 00 00 40 11 00 00 cb 00 71 09 c6 33 64 02  # IPv4, length 29, protocol 17
03 e8 07 d0 00 09 00 00  # UDP 1000 > 2000, length 9
"q"
=> inner proto=1 kind=backscatter port=3
=> quoted src=203.0.113.9 sport=1000 dport=2000
