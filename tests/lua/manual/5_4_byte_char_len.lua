-- 5.4: byte, char, len, lower, upper, reverse, rep, sub; positions from the end are negative.
print(("ABC"):byte()) print(("ABC"):byte(2)) print(("ABC"):byte(-1)) print(("ABC"):byte(1, -1)) print(("ABC"):byte(10)) print(("ABC"):byte(3, 2))
--> 65
--> 66
--> 67
--> 65	66	67
-->
-->
print(string.char(72, 105), #string.char(), string.char(0):byte()) print(pcall(string.char, 256)) print(pcall(string.char, -1)) print(pcall(string.char, "x"))
--> Hi	0	0
--> false	bad argument #1 to '?' (invalid value)
--> false	bad argument #1 to '?' (invalid value)
--> false	bad argument #1 to '?' (number expected, got string)
print(("a\0b"):len(), ("AbC"):lower(), ("AbC"):upper(), ("abc"):reverse(), ("ab"):rep(3), ("ab"):rep(0), ("ab"):rep(-1)) --> 3	abc	ABC	cba	ababab		
print(("hello"):sub(2, 3), ("hello"):sub(2), ("hello"):sub(-3), ("hello"):sub(-3, -2), ("hello"):sub(0), ("hello"):sub(10), ("hello"):sub(3, 2), ("hello"):sub(-100, 100)) --> el	ello	llo	ll	hello			hello
print(pcall(string.sub, "x")) print(pcall(string.rep, "x")) print(pcall(string.len)) print(pcall(string.byte, "x", {}))
--> false	bad argument #2 to '?' (number expected, got no value)
--> false	bad argument #2 to '?' (number expected, got no value)
--> false	bad argument #1 to '?' (string expected, got no value)
--> false	bad argument #2 to '?' (number expected, got table)
