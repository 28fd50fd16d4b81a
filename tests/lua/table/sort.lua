local function sorted(t, f) table.sort(t, f) return table.concat(t, " ") end
print(sorted({ 3, 1, 2 }), sorted({ "b", "a", "C" }), sorted({}), sorted({ 1 }), sorted({ 2, 1 }), sorted({ 3, 2, 1, 0, -1.5 }))
--> 1 2 3	C a b		1	1 2	-1.5 0 1 2 3
print(sorted({ 3, 1, 2 }, function(a, b) return a > b end), sorted({ "10", "9", "8" }), sorted({ 5, 5, 5, 1 }))
--> 3 2 1	10 8 9	1 5 5 5
print(sorted({ "v1.10", "v1.9", "v1.2" }, function(a, b) --> v1.2 v1.9 v1.10
  return tonumber(a:match("%d+$")) < tonumber(b:match("%d+$"))
end))
local t = {}
for i = 1, 500 do t[i] = (i * 7919) % 1009 end
table.sort(t)
local ok = true
for i = 2, #t do ok = ok and t[i - 1] <= t[i] end
print(ok, t[1], t[500]) --> true	1	1006
table.sort(t, function(a, b) return a > b end)
ok = true
for i = 2, #t do ok = ok and t[i - 1] >= t[i] end
print(ok) --> true
local mt = { __lt = function(a, b) return a.n < b.n end }
local objects = {}
for i = 1, 20 do objects[i] = setmetatable({ n = (i * 13) % 21 }, mt) end
table.sort(objects)
local numbers = {}
for i, o in ipairs(objects) do numbers[i] = o.n end
print(table.concat(numbers, " ")) --> 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
print(select("#", table.sort({}))) --> 0
