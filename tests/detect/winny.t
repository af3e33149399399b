# Winny's greeting; the vector is that of published analyses.

tcp 40000 > 7743
> aa bb 12 34 56 78 bf cb a9 03 b3 00 11 22
=> winny side="client" why~"command 97"

tcp 40000 > 7743
< 00 00 12 34 56 78 bf cb a9 03 b3
=> winny side="server"

# One bit of the key.
tcp 40000 > 7743
> aa bb 12 34 56 79 bf cb a9 03 b3 00 11 22
=> nothing

# Cut.
tcp 40000 > 7743
> aa bb 12 34 56 78 bf cb a9 03
=> nothing
