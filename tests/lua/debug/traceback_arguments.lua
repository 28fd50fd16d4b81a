print((debug.traceback("message"):match("^[^\n]+\nstack traceback:\n%s+[^\n]+")))
--> message
--> stack traceback:
--> 	traceback_arguments.lua:1: in main chunk
print(debug.traceback({}) ~= nil, type(debug.traceback({})), debug.traceback(nil), debug.traceback(false))
--> true	table	nil	false
print((debug.traceback():match("^[^\n]+"))) --> stack traceback:
print((debug.traceback(42):match("^[^\n]+"))) --> 42
local function level_two() return (debug.traceback("from two", 2):match("\n%s+([^\n]+)")) end
local function level_one() local text = level_two() return text end
print(level_one()) --> traceback_arguments.lua:10: in function 'level_one'
local co = coroutine.create(function() local x = coroutine.yield() error("died") end)
print(debug.traceback(co)) --> stack traceback:
coroutine.resume(co)
print(debug.traceback(co, "suspended"))
--> suspended
--> stack traceback:
--> 	[C]: in function 'yield'
--> 	traceback_arguments.lua:12: in function <traceback_arguments.lua:12>
print(debug.traceback(co, "suspended", 1))
--> suspended
--> stack traceback:
--> 	traceback_arguments.lua:12: in function <traceback_arguments.lua:12>
print(coroutine.resume(co)) --> false	traceback_arguments.lua:12: died
print(debug.traceback(co))
--> stack traceback:
--> 	[C]: in function 'error'
--> 	traceback_arguments.lua:12: in function <traceback_arguments.lua:12>
-- The last argument goes where the second is a level; the others are concatenated.
local function text(...) return (debug.traceback(...):gsub("\n.*", "")) end
print(text("a", "b", "c"), text("a", 1, "c"), debug.traceback(nil, 0, "z"), debug.traceback({}, "x")) --> abc	a1	0	x
print(select(2, pcall(debug.traceback, "a", {}))) --> attempt to concatenate a table value
-- Levels below 0 look like lost tail calls; above the stack there is nothing.
print((debug.traceback("m", -2):match("^.-traceback'")))
--> m
--> stack traceback:
--> 	(tail call): ?
--> 	(tail call): ?
--> 	[C]: in function 'traceback'
print(debug.traceback("m", 100))
--> m
--> stack traceback:
-- The thread that runs is no other one.
coroutine.wrap(function() print(debug.traceback(coroutine.running(), "own")) end)()
--> own
--> stack traceback:
--> 	traceback_arguments.lua:44: in function <traceback_arguments.lua:44>
