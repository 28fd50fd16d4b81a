-- A dying proxy is gone from weak values before its finalizer runs, from weak keys a cycle later.
local weak = setmetatable({}, {__mode = "kv"})
local seen
do
  local u = newproxy(true)
  getmetatable(u).__gc = function(o) seen = tostring(weak[o]) .. " " .. tostring(weak.value) end
  weak[u] = "as key"
  weak.value = u
end
collectgarbage()
print(seen) --> as key nil
collectgarbage()
print(next(weak)) --> nil
