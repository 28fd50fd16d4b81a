for word in ("one two  three"):gmatch("%a+") do print(word) end
--> one
--> two
--> three
for key, value in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do print(key, value) end
--> a	1
--> b	2
for at in ("abc"):gmatch("()") do print(at) end
--> 1
--> 2
--> 3
--> 4
local n = 0
for _ in ("abc"):gmatch("") do n = n + 1 end
print(n) --> 4
for piece in ("a,b,,c"):gmatch("([^,]*)") do print("[" .. piece .. "]") end
--> [a]
--> []
--> [b]
--> []
--> []
--> [c]
--> []
for x in ("^a^a"):gmatch("^a") do print("anchor is plain", x) end
--> anchor is plain	^a
--> anchor is plain	^a
print(type(("x"):gmatch("x")), ("x"):gmatch("x")(), ("y"):gmatch("x")()) --> function	x
local step = ("ab"):gmatch(".")
print(step(), step(), step(), step()) --> a	b	nil
print(rawequal(string.gfind, string.gmatch)) --> true
print(pcall(string.gmatch, "x")) --> false	bad argument #2 to '?' (string expected, got no value)
print(pcall(string.gmatch)) --> false	bad argument #1 to '?' (string expected, got no value)
for a, b in ("k1=v1;k2=v2"):gmatch("(%w+)=(%w+)") do print(a .. "->" .. b) end
--> k1->v1
--> k2->v2
