# BitTorrent: handshakes, the hash table, uTP.

tcp 40000 > 51413
> 13 "BitTorrent protocol" 00 00 00 00 00 10 00 05
> 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff 00 11 22 33 44 "-TR2820-abcdefghijkl"
=> bittorrent kind="handshake" info_hash="112233445566778899aabbccddeeff0011223344" peer="-TR2820-abcdefghijkl"

udp 6881 > 6881
"d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe"
=> bittorrent kind="dht"

udp 6881 > 6881
"d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz123456e1:q9:get_peers1:t2:aa1:y1:qe"
=> bittorrent kind="dht" info_hash="6d6e6f707172737475767778797a313233343536"

udp 6881 > 6881
41 00 12 34 00 00 00 01 00 00 00 00 00 10 00 00 00 01 00 00
=> bittorrent kind="utp"

udp 6771 > 6771
"BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: 51413\r\nInfohash: 00\r\n\r\n\r\n"
=> bittorrent kind="lsd"

# A bencoded text that is no message, a uTP header of another type, a handshake that is cut.
udp 6881 > 6881
"d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aae"
=> nothing

udp 6881 > 6881
01 00 12 34 00 00 00 01 00 00 00 00 00 10 00 00 00 01 00 00
=> nothing

tcp 40000 > 51413
> 13 "BitTorrent proto"
=> nothing
