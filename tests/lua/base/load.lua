print(loadstring("return 1 + 1")()) --> 2
print(loadstring("return ...")(1, 2)) --> 1	2
print(loadstring("x =")) --> nil	[string "x ="]:1: unexpected symbol near '<eof>'
print(loadstring("x =", "=name")) --> nil	name:1: unexpected symbol near '<eof>'
print(loadstring("x =", "@file.lua")) --> nil	file.lua:1: unexpected symbol near '<eof>'
print(loadstring("error('in chunk')", "=chunk") ~= nil, pcall(loadstring("error('in chunk')", "=chunk")))
--> true	false	chunk:1: in chunk
local pieces = { "return ", "1", "0", nil }
local i = 0
print(load(function() i = i + 1 return pieces[i] end)()) --> 10
print(type(load(function() return nil end))) --> function
print((load(function() return "" end))()) -->
print(type(select(2, load(function() error({}) end)))) --> table
print(pcall(load, "return 1")) --> false	bad argument #1 to '?' (function expected, got string)
print(pcall(loadstring)) --> false	bad argument #1 to '?' (string expected, got no value)
print(pcall(loadstring, {})) --> false	bad argument #1 to '?' (string expected, got table)
print(loadstring("return 'a\0b'")() == "a\0b") --> true
print(loadfile("does/not/exist.lua")) --> nil	cannot open does/not/exist.lua: No such file or directory
print(pcall(dofile, "does/not/exist.lua")) --> false	cannot open does/not/exist.lua: No such file or directory
