-- Weak tables (manual 2.10.2): entries go when their key or value is garbage, plain values stay.
local function count(t) local n = 0; for _ in pairs(t) do n = n + 1 end return n end
local kept, keptf = {}, function() return 1 end
local function fill(mode)
  local t = setmetatable({}, {__mode = mode})
  t[1], t[2], t[3], t[4] = "string", kept, {}, 5
  t[kept] = {}
  t[{}] = kept
  t[{}] = 1
  t.f = keptf
  return t
end
local strong, weak_keys, weak_values, both = fill(nil), fill("k"), fill("v"), fill("kv")
collectgarbage()
print(count(strong), count(weak_keys), count(weak_values), count(both)) --> 8	6	6	4
print(weak_keys[1], weak_keys[2] == kept, type(weak_keys[3]), weak_keys[4], type(weak_keys[kept]), weak_keys.f())
--> string	true	table	5	table	1
print(weak_values[1], weak_values[2] == kept, weak_values[3], weak_values[4], weak_values[kept], weak_values.f())
--> string	true	nil	5	nil	1
print(both[2] == kept, both[3], both[kept]) --> true	nil	nil
-- cycles are garbage too
local cycles = setmetatable({}, {__mode = "v"})
local function make(i) local a, b = {}, {}; a.b, b.a = b, a; cycles[i] = a end
for i = 1, 5 do make(i) end
collectgarbage()
print(count(cycles)) --> 0
-- during a traversal
local visited = 0
local list = setmetatable({{}, {}, {}}, {__mode = "v"})
for i in pairs({1, 2, 3}) do collectgarbage(); visited = visited + 1 end
print(visited, count(list)) --> 3	0
for k, v in pairs(setmetatable({a = kept, b = kept}, {__mode = "v"})) do collectgarbage(); visited = visited + 1 end
print(visited) --> 5
-- a cache that computes again what was collected
local computed = 0
local cache = setmetatable({}, {__mode = "v"})
local function get(k) local v = cache[k]; if not v then computed = computed + 1; v = {k}; cache[k] = v end return v end
local held = get("x")
get("y")
collectgarbage()
get("x"); get("y")
print(computed, held == get("x")) --> 3	true
