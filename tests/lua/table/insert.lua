local t = {}
table.insert(t, "a")
table.insert(t, 1, "b")
table.insert(t, 2, "c")
table.insert(t, 4, "d")
print(#t, table.concat(t, ",")) --> 4	b,c,a,d
table.insert(t, 10, "far")
print(#t == 4 or #t == 10, t[10]) --> true	far
local u = { 1, 2, 3 }
table.insert(u, 0, "zero")
print(u[0], u[1], u[2], u[3], u[4]) --> zero	nil	1	2	3
table.insert(u, nil)
print(#u) --> 4
print(pcall(table.insert)) --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(table.insert, {})) --> false	wrong number of arguments to 'insert'
print(pcall(table.insert, nil, 1)) --> false	bad argument #1 to '?' (table expected, got nil)
print(pcall(table.insert, {}, "x", 1)) --> false	bad argument #2 to '?' (number expected, got string)
print(pcall(table.insert, {}, 1, 2, 3)) --> false	wrong number of arguments to 'insert'
print(select("#", table.insert({}, 1))) --> 0
local v = { 1, 2 }
table.insert(v, "2", "two")
table.insert(v, 1.9, "one")
print(table.concat(v, " ")) --> one 1 two 2
-- from far below the list, where most places are empty
local far = { 1, 2, 3, [-5] = "x", [0] = "zero", [-7000] = "out", [0.5] = "half", y = "y" }
table.insert(far, -6000, "far")
print(far[-6000], far[-5], far[-4], far[0], far[1], far[2], far[3], far[4], far[5])
--> far	nil	x	nil	zero	1	2	3	nil
print(far[-7000], far[-6999], far[0.5], far[1.5], far.y) --> out	nil	half	nil	y
