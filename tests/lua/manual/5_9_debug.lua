-- 5.9: the debug library.
local function f(a, b, ...)
  local c = "local c"
  local info = debug.getinfo(1, "nSlfu")
  return info.name, info.namewhat, info.what, info.short_src, info.currentline, info.linedefined, info.lastlinedefined, info.nups, info.func == f
end
print(f()) print(debug.getinfo(string.len).what, debug.getinfo(string.len, "l").currentline, debug.getinfo(1, "S").what, debug.getinfo(100)) print(pcall(debug.getinfo)) print(pcall(debug.getinfo, 1, "x")) print(pcall(debug.getinfo, {}))
--> f	local	Lua	5_9_debug.lua	4	2	6	1	true
--> C	-1	main	nil
--> false	bad argument #1 to '?' (function or level expected)
--> false	bad argument #2 to '?' (invalid option)
--> false	bad argument #1 to '?' (function or level expected)
local up1, up2 = 1, 2
local function g() up1 = up1 + 1 return up1, up2 end
print(debug.getupvalue(g, 1)) print(debug.getupvalue(g, 2)) print(debug.getupvalue(g, 3)) print(debug.setupvalue(g, 1, 10), g()) print(debug.setupvalue(g, 9, 1)) print(pcall(debug.getupvalue, 1, 1))
--> up1	1
--> up2	2
-->
--> up1	11	2
-->
--> false	bad argument #1 to '?' (function expected, got number)
print(debug.getmetatable("").__index == string, type(debug.setmetatable({}, {})), debug.getmetatable(nil)) print(pcall(debug.setmetatable, {}, 1)) print(pcall(debug.setmetatable, {}))
--> true	boolean	nil
--> false	bad argument #2 to '?' (nil or table expected)
--> false	bad argument #2 to '?' (nil or table expected)
debug.setmetatable(0, {__index = {double = function(n) return n * 2 end}, __call = function(n, x) return n + x end})
print((5):double(), (5)(6)) --> 10	11
debug.setmetatable(0, nil)
print(pcall(function() return (5):double() end)) --> false	5_9_debug.lua:29: attempt to index a number value
print(type(debug.getregistry()), debug.gethook()) print(debug.traceback("message"):match("^message\nstack traceback:\n")) print(debug.traceback({}) ~= nil, type(debug.traceback()))
--> table	nil		0
--> message
--> stack traceback:
-->
--> true	string
local env = {}
print(debug.getfenv(f) == _G, debug.setfenv(f, env) == f, debug.getfenv(f) == env, debug.getfenv(5)) --> true	true	true	nil
local co = coroutine.create(function(x) local y = x coroutine.yield(y) error("dead") end)
coroutine.resume(co, 5)
print(debug.getlocal(co, 1, 1)) print(debug.getinfo(co, 1, "l").currentline > 0, (debug.traceback(co):gsub("\n%s*", " | ")))
--> x	5
--> true	stack traceback: | [C]: in function 'yield' | 5_9_debug.lua:38: in function <5_9_debug.lua:38>
