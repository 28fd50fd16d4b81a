-- Manual 2.10.1: `__gc` of userdata, which in Lua code are proxies.
local log = {}
local function make(...)
  for i = 1, select("#", ...) do
    local name = select(i, ...)
    local proxy = newproxy(true)
    getmetatable(proxy).name = name
    getmetatable(proxy).__gc = function(dead)
      log[#log + 1] = name .. ":" .. type(dead) .. ":" .. getmetatable(dead).name
    end
  end
end
local function collected(...)
  log = {}
  make(...)
  collectgarbage()
  collectgarbage()
  return table.concat(log, " ")
end
print(collected("one")) --> one:userdata:one
-- the reverse of the order in which they were made
print(collected("a", "b", "c")) --> c:userdata:c b:userdata:b a:userdata:a
-- a cycle of a proxy and its metatable
log = {}
local _ = (function()
  local proxy = newproxy(true)
  local meta = getmetatable(proxy)
  meta.name, meta.self, meta.__gc = "cycle", proxy, function(dead) log[#log + 1] = tostring(dead == getmetatable(dead).self) end
end)()
collectgarbage()
collectgarbage()
print(table.concat(log)) --> true
-- one that comes back to life is finalized once
log = {}
local _ = (function()
  local proxy = newproxy(true)
  getmetatable(proxy).__gc = function(dead) log[#log + 1] = "once" saved = dead end
end)()
collectgarbage()
print(type(saved), #log) --> userdata	1
saved = nil
collectgarbage()
collectgarbage()
print(#log) --> 1
-- proxies that share a metatable, one of them with no __gc any more
local first = newproxy(true)
getmetatable(first).__gc = function() log[#log + 1] = "shared" end
local _ = (function() newproxy(first) newproxy(first) end)()
collectgarbage()
print(#log) --> 3
getmetatable(first).__gc = nil
first = nil
collectgarbage()
print(#log) --> 3
-- an error in a finalizer is an error of who collects
local _ = (function() getmetatable(newproxy(true)).__gc = function() error("in the finalizer", 0) end end)()
print(pcall(collectgarbage)) --> false	in the finalizer
print(pcall(collectgarbage)) --> true	0
-- a value that is no function is left alone
local _ = (function() getmetatable(newproxy(true)).__gc = true end)()
