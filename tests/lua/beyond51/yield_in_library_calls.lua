-- A coroutine may yield inside a library function's callback, where Lua 5.1 says "attempt to yield across
-- metamethod/C-call boundary": registry calls wait in the same way.
local function collect(body)
  local got = {}
  local co = coroutine.wrap(function() body() return "end" end)
  local value = co()
  while value ~= "end" do
    got[#got + 1] = tostring(value)
    value = co()
  end
  print(#got, table.concat(got, " "))
end
local sorted = { 3, 1, 2 }
collect(function() table.sort(sorted, function(a, b) coroutine.yield(a .. b) return a < b end) end) --> 2	23 12
print(table.concat(sorted, " ")) --> 1 2 3
collect(function() print((("abc"):gsub("%w", function(c) coroutine.yield(c) return c .. c end))) end)
--> aabbcc
--> 3	a b c
collect(function() print(pcall(function() coroutine.yield("inside pcall") error("x", 0) end)) end)
--> false	x
--> 1	inside pcall
collect(function() table.foreachi({ 5, 6 }, function(_, v) coroutine.yield(v) end) end) --> 2	5 6
collect(function() print(xpcall(function() coroutine.yield("y") error("e", 0) end, function(m) coroutine.yield("h") return m end)) end)
--> false	e
--> 2	y h
collect(function() load(function() coroutine.yield("reader") return nil end) end) --> 1	reader
local lazy = setmetatable({}, { __index = function(_, k) coroutine.yield(k) return k end })
collect(function() print((("a b"):gsub("%w", lazy))) end)
--> a b
--> 2	a b
package.preload.yields = function(name) coroutine.yield(name) return 7 end
collect(function() print(require("yields")) end)
--> 7
--> 1	yields
