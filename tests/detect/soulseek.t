# SoulSeek: the login and a peer that introduces itself.

tcp 40000 > 2242
> 23 00 00 00 01 00 00 00 05 00 00 00 61 6c 69 63 65 06 00 00 00 73 65 63 72 65 74 9d 00 00 00 04 00 00 00 68 61 73 68
=> soulseek kind="login" user="alice"

tcp 40000 > 2234
> 13 00 00 00 01 05 00 00 00 61 6c 69 63 65 01 00 00 00 50 07 00 00 00
=> soulseek kind="peer" user="alice"

# The length does not fit.
tcp 40000 > 2234
> 14 00 00 00 01 05 00 00 00 61 6c 69 63 65 01 00 00 00 50 07 00 00 00
=> nothing

# Cut in the name.
tcp 40000 > 2242
> 23 00 00 00 01 00 00 00 05 00 00 00 61 6c
=> nothing
