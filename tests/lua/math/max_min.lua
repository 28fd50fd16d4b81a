print(math.max(1, 3, 2), math.min(1, 3, 2), math.max(5), math.min("3", 2), math.max(-1/0, 1/0), math.max(1, 2.5))
--> 3	1	5	2	inf	2.5
print(pcall(math.max)) --> false	bad argument #1 to '?' (number expected, got no value)
print(pcall(math.min)) --> false	bad argument #1 to '?' (number expected, got no value)
print(pcall(math.max, 1, "x")) --> false	bad argument #2 to '?' (number expected, got string)
print(pcall(math.min, nil)) --> false	bad argument #1 to '?' (number expected, got nil)
print(pcall(math.max, 1, nil)) --> false	bad argument #2 to '?' (number expected, got nil)
