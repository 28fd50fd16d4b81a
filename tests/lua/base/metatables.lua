local t = {}
print(getmetatable(t), setmetatable(t, {}) == t, type(getmetatable(t)), setmetatable(t, nil) == t, getmetatable(t))
--> nil	true	table	true	nil
print(getmetatable("x").__index == string) --> true
print(getmetatable(1), getmetatable(nil), getmetatable(print)) --> nil	nil	nil
local p = setmetatable({}, { __metatable = "locked" })
print(getmetatable(p)) --> locked
print(pcall(setmetatable, p, {})) --> false	cannot change a protected metatable
print(pcall(setmetatable, 1, {})) --> false	bad argument #1 to '?' (table expected, got number)
print(pcall(setmetatable, {})) --> false	bad argument #2 to '?' (nil or table expected)
print(pcall(setmetatable, {}, 1)) --> false	bad argument #2 to '?' (nil or table expected)
print(pcall(getmetatable)) --> false	bad argument #1 to '?' (value expected)
