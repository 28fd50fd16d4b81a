print(select("#"), select("#", nil), select("#", 1, nil, nil), select("#xyz", 1)) --> 0	1	3	1
print(select(1, "a", "b", "c")) --> a	b	c
print(select(2, "a", "b", "c")) --> b	c
print(select(4, "a", "b", "c")) -->
print(select(-1, "a", "b", "c")) --> c
print(select(-3, "a", "b", "c")) --> a	b	c
print((select(2, "a", "b", "c"))) --> b
print(select("2", "a", "b")) --> b
print(select(2.9, "a", "b", "c")) --> b	c
print(pcall(select, 0, "a")) --> false	bad argument #1 to '?' (index out of range)
print(pcall(select, -4, "a", "b", "c")) --> false	bad argument #1 to '?' (index out of range)
print(pcall(select)) --> false	bad argument #1 to '?' (number expected, got no value)
print(pcall(select, "x")) --> false	bad argument #1 to '?' (number expected, got string)
print(pcall(select, nil, 1)) --> false	bad argument #1 to '?' (number expected, got nil)
