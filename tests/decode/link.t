# From the link to IP: one case for each link type, each step, and what stops short of it.

# The plain case, every field.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445 version=4 len=40 ttl=64 sport=40000 seq=0x01020304 ack=0 window=1024 options_len=0 payload_len=0 transport_len=20 ip_id=0x1234 later=0 first=0 no_transport=0 type=0 code=0 id=0 tools=0
=> inner none
=> quoted none

# IPv6 on Ethernet.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 86 dd  # ethernet, type 86dd
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445 version=6 len=60 ttl=64 ip_id=0
=> inner none

# Padding of a short frame is no payload.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
45 00 00 1e 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 30, protocol 17
13 88 04 02 00 0a 00 00  # UDP 5000 > 1026, length 10
"hi"
00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  # padding
=> len=30 payload=hi

# ARP is whole, but nothing for us.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 08 06  # ethernet, type 0806
00 01 08 00 06 04 00 01  # ARP
=> drop=not-ip

# A type that says IPv4 before a header that says 6.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=ip-invalid

# And the other way round.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 86 dd  # ethernet, type 86dd
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=ip-invalid

# Thirteen bytes are no Ethernet header.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 08  # ethernet, type 0800, cut
=> drop=link-short

# Nothing at all.
ethernet

=> drop=link-short

# A header and nothing behind it.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
=> drop=ip-short

# VLAN.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 81 00  # ethernet, type 8100
00 05 08 00  # tag
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# QinQ with 88a8, and IPv6.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 88 a8  # ethernet, type 88a8
00 05 81 00  # tag
00 05 86 dd  # tag
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# QinQ with the older numbers.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 91 00  # ethernet, type 9100
00 05 92 00  # tag
00 05 81 00  # tag
00 05 08 00  # tag
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# A tag that is cut.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 81 00  # ethernet, type 8100
00 05  # half a tag
=> drop=link-short

# Fifteen tags are within the bound: Ethernet is a step itself on this way.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 81 00  # ethernet, type 8100
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 08 00  # tag
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# One more is beyond it.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 81 00  # ethernet, type 8100
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 81 00  # tag
00 05 08 00  # tag
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=nesting

# A VLAN with an LLC frame inside: the type is a length.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 81 00  # ethernet, type 8100
00 05 00 30  # tag
aa aa 03 00 00 00 08 00  # LLC, SNAP
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# LLC with SNAP; the length cuts off what follows.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 00 30  # ethernet, type 0030
aa aa 03 00 00 00 08 00  # LLC, SNAP
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
ff ff ff  # trailer
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# SNAP with the bridge-tunnel OUI.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 00 30  # ethernet, type 0030
aa aa 03 00 00 f8 08 00  # LLC, SNAP
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# Near miss: the OUI of Cisco (CDP).
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 00 30  # ethernet, type 0030
aa aa 03 00 00 0c 20 00  # LLC, SNAP
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=not-ip

# IP has a service access point of its own.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 00 2b  # ethernet, type 002b
06 06 03  # LLC
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# Spanning tree.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 00 26  # ethernet, type 0026
42 42 03 00 00 00 00  # LLC, BPDU
=> drop=not-ip

# Raw IPX of Novell.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 00 1e  # ethernet, type 001e
ff ff 00 1e 00 00  # IPX
=> drop=not-ip

# A SNAP header that is cut.
ethernet wire=62
00 00 5e 00 53 02 00 00 5e 00 53 01 00 30  # ethernet, type 0030
aa aa 03 00 00  # SNAP, cut
=> drop=link-short

# A length of zero.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 00 00  # ethernet, type 0000
00 00 00 00  # padding
=> drop=not-ip

# MPLS, two labels, IPv4.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 88 47  # ethernet, type 8847
00 06 40 40  # MPLS label
00 06 41 40  # MPLS label
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# MPLS multicast, IPv6.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 88 48  # ethernet, type 8848
00 06 41 40  # MPLS label
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# An Ethernet pseudowire with its control word.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 88 47  # ethernet, type 8847
00 06 41 40  # MPLS label
00 00 00 00  # control word
00 00 5e 00 53 02 00 00 5e 00 53 01 08 00  # ethernet, type 0800
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# MPLS with something else below.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 88 47  # ethernet, type 8847
00 06 41 40  # MPLS label
80 00 00 00  # ?
=> drop=not-ip

# A label stack without bottom.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 88 47  # ethernet, type 8847
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
00 06 40 40  # MPLS label
=> drop=nesting

# A label stack that is cut.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 88 47  # ethernet, type 8847
00 06 40 40  # MPLS label
00 06  # half a label
=> drop=link-short

# PPPoE session on Ethernet, with padding.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 88 64  # ethernet, type 8864
11 00 00 01 00 2a 00 21  # PPPoE session
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
00 00 00 00  # padding
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# The length of PPPoE bounds an IP length of 0.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 88 64  # ethernet, type 8864
11 00 00 01 00 20 00 21  # PPPoE session
45 00 00 00 12 34 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 0, protocol 17
13 88 04 02 00 00 00 00  # UDP 5000 > 1026, length 0
"hi"
00 00 00 00  # padding
=> len=30 payload=hi

# PPPoE with IPv6.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 88 64  # ethernet, type 8864
11 00 00 01 00 3e 00 57  # PPPoE session
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# PPPoE discovery.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 88 63  # ethernet, type 8863
11 09 00 00 00 04 01 01 00 00  # PADI
=> drop=not-ip

# PPPoE with a code that is no session.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 88 64  # ethernet, type 8864
11 a7 00 01 00 00  # PADT
=> drop=not-ip

# PPPoE with LCP.
ethernet
00 00 5e 00 53 02 00 00 5e 00 53 01 88 64  # ethernet, type 8864
11 00 00 01 00 0a c0 21  # PPPoE session
09 01 00 08 00 00 00 00  # LCP echo
=> drop=not-ip

# PPPoE as the link itself.
pppoe
11 00 00 01 00 2a 00 21  # PPPoE session
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# PPPoE, cut.
pppoe
11 00 00 01 00  # PPPoE, cut
=> drop=link-short

# PPP with address and control.
ppp
ff 03 00 21  # PPP
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# PPP without them.
ppp
00 21  # PPP
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# PPP with a protocol of one byte.
ppp
21  # PPP
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# PPP with MPLS.
ppp
ff 03 02 81  # PPP
00 06 41 40  # MPLS label
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# PPP with IPv6.
ppp-hdlc
ff 03 00 57  # PPP
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# PPP with compressed TCP/IP.
ppp
ff 03 00 2d  # PPP, VJ
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=not-ip

# PPP in HDLC.
ppp-hdlc
ff 03 00 21  # PPP
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# The framing of Cisco.
ppp-hdlc
0f 00 08 00  # cHDLC
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# Its keepalive.
ppp-hdlc
8f 00 80 35 00 00 00 02  # SLARP
=> drop=not-ip

# The same as a link type of its own.
cisco-hdlc
0f 00 86 dd  # cHDLC
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# PPP, cut after the control byte.
ppp
ff 03  # PPP
=> drop=link-short

# PPP, half a protocol.
ppp
ff 03 00  # PPP
=> drop=link-short

# raw, IPv4.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# raw, IPv6.
raw
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# raw-bsd, IPv4.
raw-bsd
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# raw-bsd, IPv6.
raw-bsd
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# raw-openbsd, IPv4.
raw-openbsd
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# raw-openbsd, IPv6.
raw-openbsd
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# Raw, neither.
raw
50 00 00 00  # version 5
=> drop=ip-invalid

# Raw, empty.
raw

=> drop=ip-short

# IPv4 by link type.
ipv4
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# IPv6 where the link says IPv4.
ipv4
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=ip-invalid

# IPv6 by link type.
ipv6
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# IPv4 where the link says IPv6.
ipv6
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=ip-invalid

# Linux cooked.
sll
00 00 00 01 00 06 00 00 5e 00 53 01 00 00 08 00  # cooked
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# Linux cooked, IPv6.
sll
00 00 00 01 00 06 00 00 5e 00 53 01 00 00 86 dd  # cooked
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# Linux cooked, VLAN.
sll
00 00 00 01 00 06 00 00 5e 00 53 01 00 00 81 00  # cooked
00 05 08 00  # tag
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# Linux cooked, LLC with SNAP.
sll
00 00 00 01 00 06 00 00 5e 00 53 01 00 00 00 04  # cooked
aa aa 03 00 00 00 08 00  # LLC, SNAP
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# Linux cooked, GRE device.
sll
00 00 03 0a 00 06 00 00 5e 00 53 01 00 00 08 00  # cooked
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# Linux cooked, netlink: its protocol is none of ours.
sll
00 00 03 38 00 06 00 00 5e 00 53 01 00 00 08 00  # cooked
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=not-ip

# Linux cooked, ARP.
sll
00 00 00 01 00 06 00 00 5e 00 53 01 00 00 08 06  # cooked
=> drop=not-ip

# Linux cooked, a raw 802.3 frame.
sll
00 00 00 01 00 06 00 00 5e 00 53 01 00 00 00 01  # cooked
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=not-ip

# Linux cooked, cut.
sll
00 00 00 01 00 06 00 00 5e 00 53 01 00 00 08  # cooked, cut
=> drop=link-short

# Linux cooked, version 2.
sll2
08 00 00 00 00 00 00 02 00 01 00 06 00 00 5e 00 53 01 00 00  # cooked, version 2
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# Linux cooked, version 2, IPv6.
sll2
86 dd 00 00 00 00 00 02 00 01 00 06 00 00 5e 00 53 01 00 00  # cooked, version 2
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# Linux cooked, version 2, netlink.
sll2
08 00 00 00 00 00 00 02 03 38 00 06 00 00 5e 00 53 01 00 00  # cooked, version 2
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=not-ip

# Linux cooked, version 2, cut.
sll2
08 00 00 00 00 00 00 02 00 01 00 06 00 00 5e 00 53 01 00  # cooked, version 2, cut
=> drop=link-short

# BSD loopback, little-endian.
null
02 00 00 00  # AF_INET
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# BSD loopback, big-endian.
null
00 00 00 02  # AF_INET
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# AF_INET6 of Linux.
null
0a 00 00 00  # AF_INET6
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# AF_INET6 of Linux, big-endian.
null
00 00 00 0a  # AF_INET6
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# AF_INET6 of NetBSD and OpenBSD.
null
18 00 00 00  # AF_INET6
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# AF_INET6 of NetBSD and OpenBSD, big-endian.
null
00 00 00 18  # AF_INET6
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# AF_INET6 of FreeBSD.
null
1c 00 00 00  # AF_INET6
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# AF_INET6 of FreeBSD, big-endian.
null
00 00 00 1c  # AF_INET6
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# AF_INET6 of Darwin.
null
1e 00 00 00  # AF_INET6
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# AF_INET6 of Darwin, big-endian.
null
00 00 00 1e  # AF_INET6
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# Another family.
null
07 00 00 00  # AF_?
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> drop=not-ip

# Loopback, cut.
null
02 00  # AF, cut
=> drop=link-short

# OpenBSD loopback.
loop
00 00 00 02  # AF_INET
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=192.0.2.1 dst=198.51.100.2 proto=6 dport=445 flags=2 kind=scan port=445

# OpenBSD loopback, IPv6.
loop
00 00 00 18  # AF_INET6
60 00 00 00 00 14 06 40 20 01 0d b8 00 00 00 00 00 00 00 00  # IPv6, length 20, next 6
00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> outer src=2001:db8::1 dst=2001:db8::2 proto=6 dport=445 kind=scan port=445

# 802.11 is not decoded.
ieee802-11
08 42 00 00  # 802.11
=> drop=linktype
