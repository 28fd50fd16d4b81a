-- Manual 2.10.2. The objects are made in functions that have ended, so that no local variable holds them.
local function fields(t)
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n
end
local function fill(mode, make)
  local t = setmetatable({}, {__mode = mode})
  make(t)
  collectgarbage()
  collectgarbage()
  return t
end
-- weak values
print(fields(fill("v", function(t) for i = 1, 10 do t[i] = {} end end))) --> 0
print(fields(fill("v", function(t) for i = 1, 10 do t[{}] = i end end))) --> 10
print(fields(fill("v", function(t) for i = 1, 10 do t[i] = "text" .. i end end))) --> 10
print(fields(fill("v", function(t) for i = 1, 10 do t[i] = i % 2 == 0 end end))) --> 10
print(fields(fill("v", function(t) t.f = function() return t end t.co = coroutine.create(function() end) end))) --> 0
print(fields(fill("v", function(t) t.p = newproxy() end))) --> 0
-- weak keys
print(fields(fill("k", function(t) for i = 1, 10 do t[{}] = i end end))) --> 0
print(fields(fill("k", function(t) for i = 1, 10 do t[i] = {} end end))) --> 10
print(fields(fill("k", function(t) for i = 1, 10 do local key = {} t[key] = key end end))) --> 10
-- both
print(fields(fill("kv", function(t) for i = 1, 10 do local key = {} t[key] = key t[i] = {} t[{}] = i end end))) --> 0
print(fields(fill("no mode", function(t) for i = 1, 10 do t[i] = {} end end))) --> 10
print(fields(fill(1, function(t) for i = 1, 10 do t[i] = {} end end))) --> 10
-- what is referred to elsewhere stays, in its order
local kept = {{}, {}, print}
local cache = fill("v", function(t) t[1], t[2], t[3], t[4] = kept[1], {}, kept[2], kept[3] end)
print(cache[1] == kept[1], cache[2], cache[3] == kept[2], cache[4] == print) --> true	nil	true	true
-- cycles are found
print(fields(fill("k", function(t)
  for i = 1, 5 do
    local a, b = {}, {}
    a.b, b.a, a.f = b, a, function() return a, b end
    t[a] = true
  end
end))) --> 0
-- a table that is its own metatable
local class = {}
class.__mode, class.__index = "v", class
local object = setmetatable({}, class)
local _ = (function() object.part = {} end)()
collectgarbage()
print(object.part) --> nil
-- a loop may go on over a collection
local t = setmetatable({}, {__mode = "k"})
local keys = {}
for i = 1, 5 do keys[i] = {} t[keys[i]] = i end
local seen = 0
local key, value = next(t)
while key do
  seen = seen + value
  t[key] = nil
  collectgarbage()
  key, value = next(t, key)
end
print(seen, next(t)) --> 15	nil
-- collections come by themselves
local alone = setmetatable({}, {__mode = "kv"})
local _ = (function() alone[1] = {} end)()
local rounds = 0
while alone[1] do
  rounds = rounds + 1
  local garbage = {rounds}
end
print(rounds > 0, next(alone)) --> true	nil
