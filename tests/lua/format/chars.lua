print(string.format("%c", 65), #string.format("%c", 0), #string.format("%5c", 0), #string.format("x%cy", 0))
--> A	0	4	2
print(string.format("%c", 256 + 65), string.format("%c", 65.9), string.format("%c", "66"), string.format("%c", -191))
--> A	A	B	A
