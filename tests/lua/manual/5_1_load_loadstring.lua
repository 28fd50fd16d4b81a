-- 5.1: load takes pieces from a function until nil or ""; loadstring takes a string.
print(loadstring("return 1 + 1")()) print(loadstring("return ...")(1, 2)) print(type(loadstring("")))
--> 2
--> 1	2
--> function
print(loadstring("x =", "=name")) print(loadstring("x =", "@file.lua")) print(loadstring("x =", "the text itself"))
--> nil	name:1: unexpected symbol near '<eof>'
--> nil	file.lua:1: unexpected symbol near '<eof>'
--> nil	[string "the text itself"]:1: unexpected symbol near '<eof>'
print(loadstring("x =\n", "two\nlines")) print(loadstring("error('at run time')", "=chunk") ~= nil)
--> nil	[string "two..."]:2: unexpected symbol near '<eof>'
--> true
print(pcall(loadstring("error('at run time')", "=chunk"))) --> false	chunk:1: at run time
local pieces, i = {"return ", "10", " * 2"}, 0
local function reader() i = i + 1 return pieces[i] end
print(load(reader)()) --> 20
i, pieces = 0, {"return 'before'", "", " never read"}
print(load(reader)()) --> before
print(pcall(loadstring)) print(pcall(loadstring, {})) print(pcall(load)) print(pcall(load, "text"))
--> false	bad argument #1 to '?' (string expected, got no value)
--> false	bad argument #1 to '?' (string expected, got table)
--> false	bad argument #1 to '?' (function expected, got no value)
--> false	bad argument #1 to '?' (function expected, got string)
print(loadstring("\27Lua")) print(#("x"):rep(3, 4), loadstring(5))
--> nil	binary string: unexpected end in precompiled chunk
--> 3	nil	[string "5"]:1: unexpected symbol near '5'
