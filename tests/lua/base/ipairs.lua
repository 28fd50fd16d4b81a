for i, v in ipairs({ "a", "b", nil, "d" }) do print(i, v) end
--> 1	a
--> 2	b
local t = setmetatable({}, { __index = function(_, i) if i < 4 then return i end end })
for i, v in ipairs(t) do print(i, v) end
local f, s, i = ipairs({ 5 })
print(type(f), type(s), i, f(s, 0)) --> function	table	0	1	5
print(select("#", f(s, 1)), f(s, 1)) --> 0
print(pcall(ipairs)) --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(f)) --> false	bad argument #2 to '?' (number expected, got no value)
print(pcall(f, {}, "x")) --> false	bad argument #2 to '?' (number expected, got string)
print(pcall(f, 1, 1)) --> false	bad argument #1 to '?' (table expected, got number)
