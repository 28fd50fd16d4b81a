local s = "hello"
print(s:sub(1), s:sub(2), s:sub(2, 3), s:sub(-3), s:sub(-3, -2), s:sub(0), s:sub(10))
--> hello	ello	el	llo	ll	hello	
print(s:sub(3, 2) == "", s:sub(-100, 2), s:sub(2, 100), s:sub(-100, 100), s:sub(5, 5), s:sub(6, 6) == "")
--> true	he	ello	hello	o	true
print(s:sub(2.9, 4.9), s:sub("2", "3"), s:sub(2, nil), s:sub(1, -1), s:sub(1, 0) == "", s:sub(-1, 1) == "")
--> ell	el	ello	hello	true	true
print(string.sub(12345, 2, 3), ("x"):sub(2^40) == "", s:sub(-2^40, 2^40), s:sub(1/0) == "", s:sub(-1/0, 1/0))
--> 23	true	hello	false	
print(string.sub(12345, 2, 2), string.sub("12345", "2", "2"), string.sub(12345, 3, 2) == "") --> 2	2	true
print(pcall(string.sub)) --> false	bad argument #1 to '?' (string expected, got no value)
print(pcall(string.sub, "x")) --> false	bad argument #2 to '?' (number expected, got no value)
print(pcall(string.sub, "x", {})) --> false	bad argument #2 to '?' (number expected, got table)
print(pcall(string.sub, "x", 1, {})) --> false	bad argument #3 to '?' (number expected, got table)
print(pcall(string.sub, {}, 1)) --> false	bad argument #1 to '?' (string expected, got table)
