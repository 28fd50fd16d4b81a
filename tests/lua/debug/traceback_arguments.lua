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
