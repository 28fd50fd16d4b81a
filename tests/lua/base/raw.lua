local t = setmetatable({}, { __index = function() return "meta" end, __newindex = function() end })
t.x = 1
print(t.x, rawget(t, "x")) --> meta	nil
print(rawset(t, "x", 5) == t, t.x, rawget(t, "x")) --> true	5	5
print(rawequal(t, t), rawequal({}, {}), rawequal(1, 1), rawequal(1, "1"), rawequal(0/0, 0/0), rawequal("a", "a"))
--> true	false	true	false	false	true
print(pcall(rawget, {})) --> false	bad argument #2 to '?' (value expected)
print(pcall(rawget, 1, 2)) --> false	bad argument #1 to '?' (table expected, got number)
print(pcall(rawset, {})) --> false	bad argument #2 to '?' (value expected)
print(pcall(rawset, {}, 1)) --> false	bad argument #3 to '?' (value expected)
print(pcall(rawset, {}, nil, 1)) --> false	table index is nil
print(pcall(rawset, {}, 0/0, 1)) --> false	table index is NaN
print(pcall(rawequal, 1)) --> false	bad argument #2 to '?' (value expected)
print(rawget({ 1 }, 1), rawget({}, nil), rawget({}, 0/0)) --> 1	nil	nil
