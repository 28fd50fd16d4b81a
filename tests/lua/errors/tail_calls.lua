-- Each function that ended by a tail call leaves a line in tracebacks.
local n = 0
local function show() print((debug.traceback("stack"):gsub("%s*%[string.*", ""):gsub("%s*%[C%].*", ""))) end
local function again(...)
  n = n + 1
  if n < 3 then return again(...) end
  show()
end
local function once() return again() end
local function call(f) n = 0 f() end
call(again)
--> stack
--> stack traceback:
--> 	tail_calls.lua:3: in function 'show'
--> 	tail_calls.lua:7: in function <tail_calls.lua:4>
--> 	(tail call): ?
--> 	(tail call): ?
--> 	tail_calls.lua:10: in function 'call'
--> 	tail_calls.lua:11: in main chunk
call(once)
--> stack
--> stack traceback:
--> 	tail_calls.lua:3: in function 'show'
--> 	tail_calls.lua:7: in function <tail_calls.lua:4>
--> 	(tail call): ?
--> 	(tail call): ?
--> 	(tail call): ?
--> 	tail_calls.lua:10: in function 'call'
--> 	tail_calls.lua:20: in main chunk
local object = setmetatable({}, {__call = function() return once() end})
call(object)
--> stack
--> stack traceback:
--> 	tail_calls.lua:3: in function 'show'
--> 	tail_calls.lua:7: in function <tail_calls.lua:4>
--> 	(tail call): ?
--> 	(tail call): ?
--> 	(tail call): ?
--> 	(tail call): ?
--> 	tail_calls.lua:10: in function 'call'
--> 	tail_calls.lua:31: in main chunk
