-- 2.4.5: both kinds of for; the three expressions are evaluated once, the variable is local to the body.
local function each(...)
  local seen = {}
  for v in ... do seen[#seen + 1] = tostring(v) end
  return table.concat(seen, " ")
end
local seen = {}
for v = 1, 3 do seen[#seen + 1] = v v = 10 end
print(table.concat(seen, " ")) --> 1 2 3
seen = {}
for v = 10, 1, -3 do seen[#seen + 1] = v end
print(table.concat(seen, " ")) --> 10 7 4 1
seen = {}
for v = 1, 2, 0.25 do seen[#seen + 1] = v end
print(table.concat(seen, " ")) --> 1 1.25 1.5 1.75 2
for v = 3, 1 do print("never", v) end
for v = 1, 0.999 do print("never", v) end
local count = 0
local function limit() count = count + 1 return 3 end
for _ = 1, limit() do end
print(count) --> 1
print(pcall(function() for _ = "a", 2 do end end)) --> false	2_4_5_for.lua:22: 'for' initial value must be a number
print(pcall(function() for _ = 1, {} do end end)) --> false	2_4_5_for.lua:23: 'for' limit must be a number
print(pcall(function() for _ = 1, 2, "x" do end end)) --> false	2_4_5_for.lua:24: 'for' step must be a number
print(pcall(function() for _ = nil, 2 do end end)) --> false	2_4_5_for.lua:25: 'for' initial value must be a number
-- the generic for as the manual spells it out: f(s, var) until the first value is nil
local function iterate(state, control) if control < state then return control + 1, control * 2 end end
for a, b in iterate, 3, 0 do print(a, b) end
--> 1	0
--> 2	2
--> 3	4
print(each(string.gmatch("one two", "%a+")), each(pairs({})), each(ipairs({"a", "b", nil, "d"}))) --> one two		1 2
print(pcall(function() for _ in nil do end end)) --> false	2_4_5_for.lua:33: attempt to call a nil value
print(pcall(function() for _ in 5 do end end)) --> false	2_4_5_for.lua:34: attempt to call a number value
local callable = setmetatable({}, {__call = function(_, _, c) return c < 2 and c + 1 or nil end})
for v in callable, nil, 0 do print("called", v) end
--> called	1
--> called	2
local closures = {}
for v = 1, 3 do closures[v] = function() v = v + 10 return v end end
print(closures[1](), closures[1](), closures[2]()) --> 11	21	12
