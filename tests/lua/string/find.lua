print(("hello world"):find("wor"), ("hello world"):find("l"), ("hello world"):find("xyz")) --> 7	3	nil
print(("hello"):find(""), ("hello"):find("", 3), ("hello"):find("", 6), ("hello"):find("", 10), (""):find(""))
--> 1	3	6	6	1	0
print(("hello"):find("l", 4), ("hello"):find("l", 5), ("hello"):find("l", -2), ("hello"):find("h", -100))
--> 4	nil	4	1	1
print(("a.b"):find(".", 1, true), ("a.b"):find(".", 2), ("a+b"):find("+", 1, true), ("a.b"):find("%."))
--> 2	2	2	2	2
print(("a.b"):find(".b", 1, 1), ("a.b"):find("x", 1, false), ("a*b"):find("*b", nil, true)) --> 2	nil	2	3
print(("hello"):find("(l)(l)"), ("hello"):find("()ll()")) --> 3	3	4	3	5
print(("a\0b"):find("b"), ("a\0b"):find("\0"), ("a\0b"):find("%z")) --> 3	2	2	2
print(("abc"):find("b", "2"), ("abc"):find("b", 2.5)) --> 2	2	2
print(("x"):rep(300):find("y", 1, true), ("x"):rep(300) .. "y" == nil) --> nil	false
print((("x"):rep(300) .. "y"):find("y", 1, true)) --> 301	301
print(pcall(string.find, "x")) --> false	bad argument #2 to '?' (string expected, got no value)
print(pcall(string.find, nil, "x")) --> false	bad argument #1 to '?' (string expected, got nil)
print(pcall(string.find, "x", "x", {})) --> false	bad argument #3 to '?' (number expected, got table)
print(string.find(123, 2), string.find("a1b", 1)) --> 2	2	2
