local t = { "a", "b", "c", "d" }
print(table.remove(t), table.remove(t, 1), table.concat(t, ","), #t) --> d	a	b,c	2
print(table.remove(t, 5), table.remove(t, 0), table.remove(t, -1), #t) --> nil	nil	nil	2
print(table.remove({}), select("#", table.remove({}))) --> nil	0
print(table.remove(t), table.remove(t), table.remove(t), #t) --> c	b	nil	0
print(pcall(table.remove)) --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(table.remove, {}, "x")) --> false	bad argument #2 to '?' (number expected, got string)
local u = { 1, 2, 3 }
print(table.remove(u, "2"), table.concat(u, ",")) --> 2	1,3
print(table.remove({ n = 1 }, 1)) -->
