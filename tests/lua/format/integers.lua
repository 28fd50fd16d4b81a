print(string.format("%d %i %5d|%-5d|%05d|%+d|% d", 1, -2, 3, 4, 5, 6, 7)) --> 1 -2     3|4    |00005|+6| 7
print(string.format("%.3d|%5.3d|%-6.2d|%+.2d|%03d|%.0d|", 5, 5, 5, 5, -5, 0)) --> 005|  005|05    |+05|-05||
print(string.format("%d %d %d", 3.9, -3.9, "10")) --> 3 -3 10
print(string.format("%u %o %x %X %#x %#o %#X", 42, 42, 255, 255, 255, 8, 255)) --> 42 52 ff FF 0xff 010 0XFF
print(string.format("%x %u", -1, -1)) --> ffffffffffffffff 18446744073709551615
print(string.format("%5x|%-5x|%05x|%.4x|%#06x", 255, 255, 255, 255, 255)) -->    ff|ff   |000ff|00ff|0x00ff
print(string.format("%d", 2^31), string.format("%d", -2^31), string.format("%d", 2^53), string.format("%x", 2^40))
--> 2147483648	-2147483648	9007199254740992	10000000000
print(string.format("%d", "0x10"), string.format("%c%c%c", 76, 117, 97), string.format("%5c|%-3c|", 65, 66))
--> 16	Lua	    A|B  |
print(string.format("%#x %#o", 0, 0)) --> 0 0
