-- debug.traceback and what error positions follow from (manual 5.9).
-- How the script itself was called is left out.
local function shorten(text) return (text:gsub("in main chunk.*", "in main chunk")) end
local function inner() error("boom") end
local function outer() inner() end
local t = {method = function(self) outer() end}
function global_one() t:method() end
print(shorten(select(2, xpcall(function() global_one() end, debug.traceback))))
--> traceback.lua:4: boom
--> stack traceback:
--> 	[C]: in function 'error'
--> 	traceback.lua:4: in function 'inner'
--> 	traceback.lua:5: in function 'outer'
--> 	traceback.lua:6: in function 'method'
--> 	traceback.lua:7: in function 'global_one'
--> 	traceback.lua:8: in function <traceback.lua:8>
--> 	[C]: in function 'xpcall'
--> 	traceback.lua:8: in main chunk
print(shorten(debug.traceback("message")))
--> message
--> stack traceback:
--> 	traceback.lua:19: in main chunk
print(shorten(debug.traceback("message", 1)))
--> message
--> stack traceback:
--> 	traceback.lua:23: in main chunk
print(shorten(debug.traceback()))
--> stack traceback:
--> 	traceback.lua:27: in main chunk
print(debug.traceback({}) ~= nil, debug.traceback(nil)) --> true	nil
local function tail() return outer() end
print(shorten(select(2, xpcall(function() tail() end, debug.traceback))))
--> traceback.lua:4: boom
--> stack traceback:
--> 	[C]: in function 'error'
--> 	traceback.lua:4: in function 'inner'
--> 	traceback.lua:5: in function <traceback.lua:5>
--> 	(tail call): ?
--> 	traceback.lua:32: in function <traceback.lua:32>
--> 	[C]: in function 'xpcall'
--> 	traceback.lua:32: in main chunk
print(shorten(select(2, xpcall(function() local x = nil + 1 end, debug.traceback))))
--> traceback.lua:42: attempt to perform arithmetic on a nil value
--> stack traceback:
--> 	traceback.lua:42: in function <traceback.lua:42>
--> 	[C]: in function 'xpcall'
--> 	traceback.lua:42: in main chunk
local mt = setmetatable({}, {__index = function(_, k) error("no " .. k) end})
print(shorten(select(2, xpcall(function() return mt.field end, debug.traceback))))
--> traceback.lua:48: no field
--> stack traceback:
--> 	[C]: in function 'error'
--> 	traceback.lua:48: in function <traceback.lua:48>
--> 	traceback.lua:49: in function <traceback.lua:49>
--> 	[C]: in function 'xpcall'
--> 	traceback.lua:49: in main chunk
print(shorten(select(2, xpcall(function() table.sort({2, 1}, function() error("cmp") end) end, debug.traceback))))
--> traceback.lua:57: cmp
--> stack traceback:
--> 	[C]: in function 'error'
--> 	traceback.lua:57: in function <traceback.lua:57>
--> 	[C]: in function 'sort'
--> 	traceback.lua:57: in function <traceback.lua:57>
--> 	[C]: in function 'xpcall'
--> 	traceback.lua:57: in main chunk
local function recurse(n) if n == 0 then error("deep") end recurse(n - 1) end
local _, long = xpcall(function() recurse(30) end, debug.traceback)
local shown = {}
for each in long:gmatch("[^\n]+") do shown[#shown + 1] = each end
print(#shown, table.concat(shown, "\n", 1, 14))
--> 24	traceback.lua:66: deep
--> stack traceback:
--> 	[C]: in function 'error'
--> 	traceback.lua:66: in function 'recurse'
--> 	traceback.lua:66: in function 'recurse'
--> 	traceback.lua:66: in function 'recurse'
--> 	traceback.lua:66: in function 'recurse'
--> 	traceback.lua:66: in function 'recurse'
--> 	traceback.lua:66: in function 'recurse'
--> 	traceback.lua:66: in function 'recurse'
--> 	traceback.lua:66: in function 'recurse'
--> 	traceback.lua:66: in function 'recurse'
--> 	traceback.lua:66: in function 'recurse'
--> 	...
local co = coroutine.create(function() local function f() coroutine.yield() end f() end)
coroutine.resume(co)
print(shorten(debug.traceback(co)))
--> stack traceback:
--> 	[C]: in function 'yield'
--> 	traceback.lua:85: in function 'f'
--> 	traceback.lua:85: in function <traceback.lua:85>
print(shorten(debug.traceback(co, "in coroutine")))
--> in coroutine
--> stack traceback:
--> 	[C]: in function 'yield'
--> 	traceback.lua:85: in function 'f'
--> 	traceback.lua:85: in function <traceback.lua:85>
for v in (function() return function(_, c) if not c then print(shorten(debug.traceback("iterator"))) end return nil end end)() do end
--> iterator
--> stack traceback:
--> 	traceback.lua:98: in function '(for generator)'
--> 	traceback.lua:98: in main chunk
