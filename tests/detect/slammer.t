# Slammer: the form of the datagram, with filler in place of the code.

udp 40000 > 1434
04 01*96 41*279
=> slammer form="slammer" name_len=375

# Longer than any name, and not the worm.
udp 40000 > 1434
04 "A"*200
=> slammer form="other" name_len=200

# A name as SQL Server has it, and bytes behind it.
udp 40000 > 1434
04 "MSSQLSERVER" 00 "x"*200
=> nothing

# Another question, and another port.
udp 40000 > 1434
02 01*96 41*279
=> nothing

udp 40000 > 1435
04 01*96 41*279
=> nothing
