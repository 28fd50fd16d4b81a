local f = loadstring("return x")
print(debug.getfenv(f) == _G, debug.setfenv(f, { x = "changed" }) == f, f(), debug.getfenv(1))
--> true	true	changed	nil
print(pcall(debug.setfenv, 1, {})) --> false	'setfenv' cannot change environment of given object
print(pcall(debug.setfenv, f)) --> false	bad argument #2 to '?' (table expected, got no value)
local p = newproxy()
print(debug.setfenv(p, { y = 1 }) == p, debug.getfenv(p).y) --> true	1
print(select("#", debug.sethook()), debug.gethook()) --> 0	nil		0
