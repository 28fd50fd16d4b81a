print(unpack({})) -->
print(unpack({ 1, 2, 3 })) --> 1	2	3
print(unpack({ 1, 2, 3 }, 2)) --> 2	3
print(unpack({ 1, 2, 3 }, 2, 3)) --> 2	3
print(unpack({ 1, 2, 3 }, -1, 1)) --> nil	nil	1
print(unpack({ 1, 2, 3 }, 3, 2)) -->
print(unpack({ 1, nil, 3 }, 1, 3)) --> 1	nil	3
print(select("#", unpack({}, 1, 200))) --> 200
print((unpack({ 5, 6 }))) --> 5
print(unpack({ n = 1 }, "1", "2")) --> nil	nil
print(pcall(unpack)) --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(unpack, 1)) --> false	bad argument #1 to '?' (table expected, got number)
print(pcall(unpack, {}, {})) --> false	bad argument #2 to '?' (number expected, got table)
print(pcall(unpack, {}, 1, 1e6)) --> false	too many results to unpack
print(pcall(unpack, {}, 1, 2^31)) --> true
