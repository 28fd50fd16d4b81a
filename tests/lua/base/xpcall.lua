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

-- an error of the handler goes to the handler again, with the stack of both
local times = 0
print(xpcall(function() error("first") end, function(m) --> false	xpcall.lua:20: again2
  times = times + 1
  if times < 3 then error("again" .. times) end
  return m
end))
print(xpcall(error, string.format)) --> false	bad argument #1 to '?' (string expected, got nil)
print(xpcall(error, os.getenv)) --> false	nil
times = 0
print((select(2, xpcall(function() error("first") end, function(m) --> arithmetic	2
  times = times + 1
  if times < 2 then local x = nil + 1 end
  return m:match("perform (%a+)")
end))), times)
-- until that is given up
times = 0
print(xpcall(error, function() --> false	error in error handling
  times = times + 1
  error({})
end))
print(times > 150, times < 250) --> true	true
-- what is no function is not called, whatever its metatable says
print(xpcall(error, setmetatable({}, { __call = function() return "called" end }))) --> false	error in error handling
