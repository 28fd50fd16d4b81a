print(assert(1, 2, 3)) --> 1	2	3
print(assert("x")) --> x
print(pcall(assert, false)) --> false	assertion failed!
print(pcall(assert, nil, "why")) --> false	why
print(pcall(assert, nil, 42)) --> false	42
print(pcall(assert)) --> false	bad argument #1 to '?' (value expected)
print(select(2, pcall(function() assert(false, "with position") end))) --> assert.lua:7: with position
print(select(2, pcall(function() assert(nil) end))) --> assert.lua:8: assertion failed!
print(select(2, pcall(function() assert(nil, {}) end)))
--> assert.lua:9: bad argument #2 to 'assert' (string expected, got table)
print(select("#", assert(1, nil, nil))) --> 3
