-- A handler of an error that a call made is called from that call: it has its name.
local function line(text) return (text:gsub("\n[^\n]*\n[^\n]*xpcall.*", "")) end
local function try(f) local _, text = xpcall(f, function(m) return debug.traceback(m) end) print(line(text)) end
local holder = {}
try(function() local x = nil; x() end)
--> handlers.lua:5: attempt to call local 'x' (a nil value)
--> stack traceback:
--> 	handlers.lua:3: in function 'x'
try(function() return holder.field() end)
--> handlers.lua:9: attempt to call field 'field' (a nil value)
--> stack traceback:
--> 	handlers.lua:3: in function 'field'
try(function() holder:method(1, 2, 3, 4) end)
--> handlers.lua:13: attempt to call method 'method' (a nil value)
--> stack traceback:
--> 	handlers.lua:3: in function 'method'
try(function() for _ in nil do end end)
--> handlers.lua:17: attempt to call a nil value
--> stack traceback:
--> 	handlers.lua:3: in function '(for generator)'
try(function() return holder + 1 end)
--> handlers.lua:21: attempt to perform arithmetic on upvalue 'holder' (a table value)
--> stack traceback:
--> 	handlers.lua:3: in function <handlers.lua:3>
try(function() return setmetatable({}, {__add = {}}) + 1 end)
--> handlers.lua:25: attempt to call a table value
--> stack traceback:
--> 	handlers.lua:3: in function <handlers.lua:3>
