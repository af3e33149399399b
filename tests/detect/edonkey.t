# eDonkey, eMule and Kad.

# A hello, then eMule's information.
tcp 40000 > 4662
> e3 22 00 00 00 01 10 68 68 68 68 68 68 68 68 68 68 68 68 68 68 68 68 01 02 03 04 36 12 00 00 00 00 00 00 00 00 00 00
> c5 05 00 00 00 01 23 01 00 00
=> edonkey kind="hello" opcode=1

# A server's messages that chain.
tcp 40000 > 4661
< e3 06 00 00 00 38 03 00 "abc" e3 09 00 00 00 40 01 00 00 00 00 00 00 00
=> edonkey kind="messages"

udp 4672 > 4672
e4 21 02 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b
=> edonkey kind="kad" opcode=33

# A length that leads nowhere.
tcp 40000 > 4662
> e3 05 00 00 00 38 01 02 03 04 99 99 99 99 99 99 99
=> nothing

# One byte too many.
udp 4672 > 4672
e4 21 02 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 00
=> nothing

tcp 40000 > 4662
> e3 22 00 00
=> nothing
