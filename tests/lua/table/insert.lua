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
