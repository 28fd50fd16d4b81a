-- 2.4.3: all expressions are evaluated before the assignment; lists are adjusted.
local i, a = 3, {}
i, a[i] = i + 1, 20
print(i, a[3], a[4]) --> 4	20	nil
local x, y = 1, 2
x, y = y, x
print(x, y) --> 2	1
local b, c, d = (function() return 1, 2, 3 end)()
print(b, c, d) --> 1	2	3
b, c, d = 0, (function() return 1, 2, 3 end)()
print(b, c, d) --> 0	1	2
b, c, d = ((function() return 1, 2, 3 end)())
print(b, c, d) --> 1	nil	nil
b, c = 1, 2, 3
print(b, c) --> 1	2
b, c, d = (function() return 1, 2 end)(), 10
print(b, c, d) --> 1	10	nil
local log = {}
local proxy = setmetatable({}, {__newindex = function(_, k, v) log[#log + 1] = k .. "=" .. v end})
proxy.first, proxy.second = 1, 2
print(#log) --> 2
print(loadstring("1 = 2")) --> nil	[string "1 = 2"]:1: unexpected symbol near '1'
print(loadstring("f() = 2")) --> nil	[string "f() = 2"]:1: unexpected symbol near '='
print(loadstring("a, b + 1 = 2")) --> nil	[string "a, b + 1 = 2"]:1: '=' expected near '+'
print(loadstring("(a) = 1")) --> nil	[string "(a) = 1"]:1: syntax error near '='
