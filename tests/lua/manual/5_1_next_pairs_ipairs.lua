-- 5.1: next, pairs, ipairs.
print(next({})) print(next({10})) print(next({10}, 1)) print(next({x = 1})) print(next({x = 1}, "x"))
--> nil
--> 1	10
--> nil
--> x	1
--> nil
print(pcall(next, {}, "absent")) print(pcall(next)) print(pcall(next, 1))
--> false	invalid key to 'next'
--> false	bad argument #1 to '?' (table expected, got no value)
--> false	bad argument #1 to '?' (table expected, got number)
local t, sum = {10, 20, 30, nil, 50}, 0
for i, v in ipairs(t) do sum = sum + i * v end
print(sum) --> 140
local f, state, control = ipairs(t)
print(type(f), state == t, control) print(f(t, 0)) print(f(t, 3)) print(select("#", f(t, 3)))
--> function	true	0
--> 1	10
-->
--> 0
f, state, control = pairs(t)
print(type(f), state == t, control) --> function	true	nil
local all = {a = 1, b = 2, c = 3}
for k in pairs(all) do all[k] = nil end
print(next(all)) --> nil
for k, v in pairs({only = true}) do print(k, v) end --> only	true
print(pcall(pairs)) print(pcall(pairs, nil)) print(pcall(ipairs)) print(pcall(ipairs, "x"))
--> false	bad argument #1 to '?' (table expected, got no value)
--> false	bad argument #1 to '?' (table expected, got nil)
--> false	bad argument #1 to '?' (table expected, got no value)
--> false	bad argument #1 to '?' (table expected, got string)
print(select("#", ipairs({})), select("#", pairs({}))) --> 3	3
