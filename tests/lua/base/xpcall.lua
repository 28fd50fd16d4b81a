print(xpcall(function() return 1, 2 end, print)) --> true	1	2
print(xpcall(function() error("x", 0) end, function(message) return message .. "!" end)) --> false	x!
print(xpcall(function() error({ 1 }) end, function(value) return type(value), "dropped" end)) --> false	table
print(xpcall(function() local x = nil; return x.y end, function(message) return "<" .. message .. ">" end))
--> false	<xpcall.lua:4: attempt to index local 'x' (a nil value)>
print(xpcall(error, function(value) return value == nil end)) --> false	true
print(xpcall(function() error("x") end, function() error("y") end)) --> false	error in error handling
print(pcall(xpcall)) --> false	bad argument #2 to '?' (value expected)
print(pcall(xpcall, print)) --> false	bad argument #2 to '?' (value expected)
print(xpcall(nil, function(message) return message end)) --> false	attempt to call a nil value
local trace = select(2, xpcall(function() error("traced", 0) end, debug.traceback))
print((trace:match("^[^\n]+\n[^\n]+")))
--> traced
--> stack traceback:
