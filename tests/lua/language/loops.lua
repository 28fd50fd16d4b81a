-- numeric for (manual 2.4.5): the limits are evaluated once, the variable is a copy
local function show(a, b, c)
  local seen = {}
  if c then for i = a, b, c do seen[#seen + 1] = i end else for i = a, b do seen[#seen + 1] = i end end
  print(#seen, table.concat(seen, " "))
end
show(1, 3) --> 3	1 2 3
show(3, 1) --> 0	
show(3, 1, -1) --> 3	3 2 1
show(1, 2, 0.25) --> 5	1 1.25 1.5 1.75 2
show(0, 1, 0.1) --> 11	0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1
show(1, 0, -0.5) --> 3	1 0.5 0
show(-2.5, 1) --> 4	-2.5 -1.5 -0.5 0.5
show(1.5, 4.5) --> 4	1.5 2.5 3.5 4.5
show(1, 3.9) --> 3	1 2 3
show(-1, -3.9, -1) --> 3	-1 -2 -3
show("1", "3", "1") --> 3	1 2 3
show(1, 0) --> 0	
show(5, 5) --> 1	5
show(1, -1, 1) --> 0	
show(2^53, 2^53 + 4, 2) --> 3	9.007199254741e+15 9.007199254741e+15 9.007199254741e+15
show(-0.5, -2.5, -1) --> 3	-0.5 -1.5 -2.5
show(10, 1, -3) --> 4	10 7 4 1
for i = 1, 3 do local j = i; i = 10; print(i, j) end
--> 10	1
--> 10	2
--> 10	3
local line = ""
local function write(...) line = line .. table.concat({...}) end
local function flush() print(line); line = "" end
local n = 0
for i = 1, math.huge do n = n + 1; if i == 5 then break end end
print(n) --> 5
for i = math.huge, 1 do print("never") end
for i = 1, 0/0 do print("never") end
for i = 0/0, 1 do print("never") end
n = 0
for i = 1, 1000 do n = n + i end
print(n) --> 500500
n = 0
for i = 1000, 1, -1 do n = n + i end
print(n) --> 500500

-- break and return leave the innermost loop, and the function
local function find(t, x)
  for i, row in ipairs(t) do
    for j, v in ipairs(row) do
      if v == x then return i, j end
    end
  end
end
print(find({{1, 2}, {3, 4}}, 3)) --> 2	1
print(find({{1, 2}, {3, 4}}, 5)) -->
for i = 1, 3 do
  for j = 1, 3 do if j == 2 then break end print(i, j) end
--> 1	1
--> 2	1
--> 3	1
end
n = 0
while true do
  n = n + 1
  local m = 0
  repeat m = m + 1; if m == 3 then break end until false
  if n * m > 10 then break end
end
print(n) --> 4
local function nothing() for i = 1, 3 do if i == 2 then return end end return "unreached" end
print(nothing()) -->
local function give_nil() while true do return nil end end
print(give_nil()) --> nil
print((select("#", give_nil()))) --> 1
local function give_two() repeat for k in pairs({1}) do return nil, nil end until false end
print(select("#", give_two())) --> 2

-- generic for
local function range(n)
  return function(limit, at) if at < limit then return at + 1, (at + 1) * 2 end end, n, 0
end
for a, b, c in range(3) do print(a, b, c) end
--> 1	2	nil
--> 2	4	nil
--> 3	6	nil
for a in range(2) do print(a) end
--> 1
--> 2
for k, v in next, {10, 20} do print(k, v) end
--> 1	10
--> 2	20
for k, v in pairs({}) do print("never") end
local calls = 0
for i in function() calls = calls + 1; if calls < 4 then return calls end end do write(i, ";") end
flush() --> 1;2;3;
for a, b in (function() local done; return function() if not done then done = true; return false, "x" end end end)() do
  print(a, b) --> false	x
end
local object = setmetatable({}, {__call = function(self, state, control) if control < 2 then return control + 1 end end})
for i in object, nil, 0 do print("called", i) end
--> called	1
--> called	2

-- tables that change while they are visited (5.1, next)
local t = {a = 1, b = 2, c = 3, 1, 2, 3}
local count = 0
for k in pairs(t) do t[k] = nil; count = count + 1 end
print(count, next(t)) --> 6	nil
for i, v in ipairs({1, 2, nil, 4}) do write(i, "=", v, ";") end
flush() --> 1=1;2=2;
local grow = {1}
for i, v in ipairs(grow) do if i < 4 then grow[i + 1] = v * 2 end end
print(table.concat(grow, ",")) --> 1,2,4,8

-- while with every kind of test
local w = 3
while w > 0 do w = w - 1 end
print(w) --> 0
while w ~= 3 and not (w == 5) do w = w + 1 end
print(w) --> 3
while nil do print("never") end
local flag = true
while flag do flag = false end
repeat w = w - 1 until w <= 0 or false
print(w) --> 0
