# Marks of scanning tools: 1 masscan, 2 masscan since 2023, 4 zmap, 8 Mirai.

# masscan before 2023-11: no options, window 1024, and the relation.
raw
45 00 00 28 66 bb 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> tools=1

# Near miss: the identification is one off.
raw
45 00 00 28 66 ba 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> tools=0

# Near miss: the window.
raw
45 00 00 28 66 bb 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 03 ff 00 00 00 00  # TCP 40000 > 445, flags 02
=> tools=0

# Near miss: with options.
raw
45 00 00 2c 66 bb 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 44, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 60 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
02 04 05 b4
=> tools=0

# Options that were not captured are options.
raw wire=44
45 00 00 2c 66 bb 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 44, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 60 02 04 00 00 00 00 00  # TCP 40000 > 445, flags 02
=> tools=0

# masscan since: window 1025 and MSS 1460.
raw
45 00 00 2c 66 bb 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 44, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 60 02 04 01 00 00 00 00  # TCP 40000 > 445, flags 02
02 04 05 b4
=> tools=2

# Near miss: another MSS.
raw
45 00 00 2c 66 bb 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 44, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 60 02 04 01 00 00 00 00  # TCP 40000 > 445, flags 02
02 04 02 18
=> tools=0

# Near miss: no options.
raw
45 00 00 28 66 bb 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 04 01 00 00 00 00  # TCP 40000 > 445, flags 02
=> tools=0

# zmap before 4.1.
raw
45 00 00 2c d4 31 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 44, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 60 02 ff ff 00 00 00 00  # TCP 40000 > 445, flags 02
02 04 05 b4
=> tools=4

# Near miss: the window.
raw
45 00 00 28 d4 31 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd 01 02 03 04 00 00 00 00 50 02 ff fe 00 00 00 00  # TCP 40000 > 445, flags 02
=> tools=0

# Mirai: the sequence number is the destination.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 00 17 c6 33 64 02 00 00 00 00 50 02 16 d0 00 00 00 00  # TCP 40000 > 23, flags 02
=> tools=8

# Near miss.
raw
45 00 00 28 12 34 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 00 17 c6 33 64 03 00 00 00 00 50 02 16 d0 00 00 00 00  # TCP 40000 > 23, flags 02
=> tools=0

# An answer has no marks.
raw
45 00 00 28 d4 31 00 00 40 06 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 40, protocol 6
9c 40 01 bd c6 33 64 02 00 00 00 00 50 12 ff ff 00 00 00 00  # TCP 40000 > 445, flags 12
=> tools=0

# UDP has none.
raw
45 00 00 1d d4 31 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02  # IPv4, length 29, protocol 17
00 01 d4 31 00 09 00 00  # UDP 1 > 54321, length 9
"x"
=> tools=0
