-- 5.1: select and unpack.
print(select(1, "a", "b", "c")) print(select(2, "a", "b", "c")) print(select(3, "a", "b", "c")) print(select(4, "a", "b", "c"))
--> a	b	c
--> b	c
--> c
-->
print(select(-1, "a", "b", "c")) print(select(-3, "a", "b", "c")) print(select("#")) print(select("#", nil, nil))
--> c
--> a	b	c
--> 0
--> 2
print(pcall(select, 0, 1)) print(pcall(select, -2, 1)) print(pcall(select)) print(pcall(select, "x")) print(select("2", 5, 6)) print(select(1.9, 5, 6))
--> false	bad argument #1 to '?' (index out of range)
--> false	bad argument #1 to '?' (index out of range)
--> false	bad argument #1 to '?' (number expected, got no value)
--> false	bad argument #1 to '?' (number expected, got string)
--> 6
--> 5	6
print(unpack({1, 2, 3})) print(unpack({1, 2, 3}, 2)) print(unpack({1, 2, 3}, 2, 5)) print(unpack({}, 1, 2)) print(select("#", unpack({}, 2, 1)))
--> 1	2	3
--> 2	3
--> 2	3	nil	nil
--> nil	nil
--> 0
print(unpack({n = 3}, 1, 1)) print(unpack({[0] = "zero", [-1] = "minus"}, -1, 0))
--> nil
--> minus	zero
print(pcall(unpack)) print(pcall(unpack, {}, 1, 1e7)) print(pcall(unpack, {}, "x"))
--> false	bad argument #1 to '?' (table expected, got no value)
--> false	too many results to unpack
--> false	bad argument #2 to '?' (number expected, got string)
