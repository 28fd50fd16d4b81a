-- error, pcall, xpcall, assert: values and levels (manual 5.1).
print(pcall(error)) --> false	nil
print(pcall(error, nil)) --> false	nil
print(pcall(error, "message")) --> false	message
print(pcall(error, "message", 0)) --> false	message
print(pcall(error, 42)) --> false	42
print(select(2, pcall(error, true))) --> true
local t = {}
print(select(2, pcall(error, t)) == t) --> true
print(pcall(function() error("here") end)) --> false	error.lua:10: here
print(pcall(function() error("here", 1) end)) --> false	error.lua:11: here
print(pcall(function() error("caller", 2) end)) --> false	caller
print(pcall(function() error("none", 0) end)) --> false	none
print(pcall(function() error() end)) --> false	nil
local function level1() error("L1", 1) end
local function level2() error("L2", 2) end
local function level3() error("L3", 3) end
local function call(f) f() end
print(pcall(call, level1)) --> false	error.lua:15: L1
print(pcall(call, level2)) --> false	error.lua:18: L2
print(pcall(function() call(level3) end)) --> false	error.lua:21: L3
print(pcall(function() local x = level2(); return x end)) --> false	error.lua:22: L2
print(pcall(assert, false)) --> false	assertion failed!
print(pcall(assert, nil, "assertion")) --> false	assertion
print(pcall(assert, false, 5)) --> false	5
print(select("#", assert(1, 2, 3))) --> 3
print(pcall(assert)) --> false	bad argument #1 to '?' (value expected)
print(pcall(pcall)) --> false	bad argument #1 to '?' (value expected)
print(pcall(pcall, error, "x")) --> true	false	x
print(pcall(function(...) return select("#", ...), ... end, nil, 1, nil)) --> true	3	nil	1	nil
print(select("#", pcall(function() end))) --> 1
print(xpcall(function() return 1, 2 end, print)) --> true	1	2
print(xpcall(function() error("E") end, function(m) return "handled " .. m end)) --> false	handled error.lua:33: E
print(xpcall(function() error("E", 0) end, function(m) return m, "dropped" end)) --> false	E
print(xpcall(function() local x = nil + 1 end, function(m) return m end))
--> false	error.lua:35: attempt to perform arithmetic on a nil value
print(pcall(xpcall)) --> false	bad argument #2 to '?' (value expected)
-- errors in error handlers, nested pcall
print(pcall(function() --> false	outer inner
  local ok, e = pcall(error, "inner", 0)
  error("outer " .. e, 0)
end))
local depth = 0
local function nest(n) if n == 0 then error("bottom", 0) end local ok, e = pcall(nest, n - 1); depth = depth + 1; error(e, 0) end
print(pcall(nest, 50)) --> false	bottom
print(depth) --> 50
-- a runtime error passes loops and calls on its way
local function deep() for i = 1, 3 do for _, v in ipairs({1}) do while true do repeat local x = i .. nil until false end end end end
print(pcall(deep)) --> false	error.lua:48: attempt to concatenate a nil value
-- error through a coroutine, a metamethod, an iterator, a comparator, gsub
print(pcall(function() local _ = setmetatable({}, {__index = function() error("from index") end}).x end))
--> false	error.lua:51: from index
print(pcall(function() for x in function() error("from iterator") end do end end))
--> false	error.lua:53: from iterator
print(pcall(function() table.sort({3, 2, 1}, function() error("from comparator") end) end))
--> false	error.lua:55: from comparator
print(pcall(function() string.gsub("abc", "%w", function() error("from gsub") end) end))
--> false	error.lua:57: from gsub
print(coroutine.resume(coroutine.create(function() error("from coroutine") end)))
--> false	error.lua:59: from coroutine
print(pcall(function() local _ = setmetatable({}, {__add = function(a, b) error("from add", 2) end}) + 1 end))
--> false	error.lua:61: from add
-- stack overflow can be caught, and what comes after works
local function overflow() return 1 + overflow() end
local ok, e = pcall(overflow)
print(ok, (e:gsub("^.-:(%d+): ", "line %1: "):sub(1, 23))) --> false	line 64: stack overflow
print(pcall(function() return "fine" end)) --> true	fine
