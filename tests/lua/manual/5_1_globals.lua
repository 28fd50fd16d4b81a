-- 5.1: _G is an ordinary table with itself in it; _VERSION; newproxy.
print(_G._G == _G, _VERSION, getfenv(0) == _G) --> true	Lua 5.1	true
_G.made = 1
print(made) --> 1
local saved = _G
_G = nil
print(made, saved.print == print) --> 1	true
saved._G = saved
print(type(newproxy()), getmetatable(newproxy()), type(getmetatable(newproxy(true)))) --> userdata	nil	table
local p = newproxy(true)
print(getmetatable(newproxy(p)) == getmetatable(p), pcall(newproxy, {})) --> true	false	bad argument #1 to '?' (boolean or proxy expected)
