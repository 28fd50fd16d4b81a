-- 2.1: numerals with optional fraction, exponent, and hexadecimal ones.
print(3, 3.0, 3.1416, 314.16e-2, 0.31416E1, 0xff, 0x56) --> 3	3	3.1416	3.1416	3.1416	255	86
print(3. == 3, .5, 5e3, 5E+3, 5e-3, 0XAb) --> true	0.5	5000	5000	0.005	171
print(1e308 * 10, -1e308 * 10, 2^53, 2^63, 123456789012345678) --> inf	-inf	9.007199254741e+15	9.2233720368548e+18	1.2345678901235e+17
print(loadstring("return 1..2")) --> nil	[string "return 1..2"]:1: malformed number near '1..2'
print(loadstring("return 3x")) --> nil	[string "return 3x"]:1: malformed number near '3x'
print(loadstring("return 0xg")) --> nil	[string "return 0xg"]:1: malformed number near '0xg'
print(loadstring("return 1e")) --> nil	[string "return 1e"]:1: malformed number near '1e'
print(loadstring("return 1e+")) --> nil	[string "return 1e+"]:1: malformed number near '1e+'
print(loadstring("return 1.2.3")) --> nil	[string "return 1.2.3"]:1: malformed number near '1.2.3'
print(1 ..2, 1 .. 2) --> 12	12
