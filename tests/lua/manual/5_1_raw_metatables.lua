-- 5.1: rawequal, rawget, rawset; getmetatable, setmetatable and __metatable.
local t = setmetatable({}, {__index = function() return "indexed" end, __newindex = error, __eq = function() return true end})
print(rawget(t, "x"), t.x, rawset(t, "x", 1) == t, rawget(t, "x"), rawequal(t, {}), rawequal(t, t), rawequal("a", "a")) --> nil	indexed	true	1	false	true	true
print(pcall(rawget)) print(pcall(rawget, {})) print(pcall(rawset, {}, 1)) print(pcall(rawequal, 1)) print(pcall(rawget, "s", 1))
--> false	bad argument #1 to '?' (table expected, got no value)
--> false	bad argument #2 to '?' (value expected)
--> false	bad argument #3 to '?' (value expected)
--> false	bad argument #2 to '?' (value expected)
--> false	bad argument #1 to '?' (table expected, got string)
print(getmetatable({}), getmetatable("").__index == string, getmetatable(1), getmetatable(nil)) --> nil	true	nil	nil
print(pcall(getmetatable)) print(pcall(setmetatable, {})) print(pcall(setmetatable, 1, {})) print(pcall(setmetatable, {}, 1))
--> false	bad argument #1 to '?' (value expected)
--> false	bad argument #2 to '?' (nil or table expected)
--> false	bad argument #1 to '?' (table expected, got number)
--> false	bad argument #2 to '?' (nil or table expected)
local protected = setmetatable({}, {__metatable = "locked"})
print(getmetatable(protected)) print(pcall(setmetatable, protected, {})) print(pcall(setmetatable, protected, nil))
--> locked
--> false	cannot change a protected metatable
--> false	cannot change a protected metatable
print(setmetatable({}, nil) ~= nil, getmetatable(setmetatable({}, {__metatable = false}))) --> true	false
