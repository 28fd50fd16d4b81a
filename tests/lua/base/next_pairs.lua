local t = { 10, 20, 30, x = 1 }
local sum, names = 0, 0
for k, v in pairs(t) do sum = sum + v if type(k) == "string" then names = names + 1 end end
print(sum, names) --> 61	1
print(next({}), next({ 7 }), next({ 7 }, 1)) --> nil	1	nil
print(rawequal(next, (pairs({})))) --> false
print(select("#", pairs({})), select(3, pairs({}))) --> 3	nil
for k in pairs(t) do t[k] = nil end
print(next(t)) --> nil
print(pcall(next, { 1 }, 5)) --> false	invalid key to 'next'
print(pcall(next)) --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(next, nil)) --> false	bad argument #1 to '?' (table expected, got nil)
print(pcall(pairs)) --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(pairs, nil)) --> false	bad argument #1 to '?' (table expected, got nil)
print(pcall(function() for k in pairs(nil) do end end))
--> false	next_pairs.lua:15: bad argument #1 to 'pairs' (table expected, got nil)
local u = { [1] = 1, [true] = 2, [false] = 3, [1.5] = 4 }
local n = 0
for k, v in pairs(u) do n = n + v end
print(n, u[true], u[false], u[1]) --> 10	2	3	1
