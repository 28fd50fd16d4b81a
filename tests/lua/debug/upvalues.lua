local a, b, shared = 1, "two", {}
local function f() return a, b, shared end
local function g() a = a + 1 return a end
print(debug.getupvalue(f, 1), (debug.getupvalue(f, 2)), debug.getupvalue(f, 4)) --> a	b
print(select(2, debug.getupvalue(f, 2)), select(2, debug.getupvalue(f, 3)) == shared) --> two	true
print(debug.setupvalue(g, 1, 10), g(), (f())) --> a	11	11
print(debug.setupvalue(f, 9, 1), debug.getupvalue(next, 1)) --> nil
print(pcall(debug.getupvalue, f)) --> false	bad argument #2 to '?' (number expected, got no value)
print(pcall(debug.getupvalue, 1, 1)) --> false	bad argument #1 to '?' (function expected, got number)
print(pcall(debug.setupvalue, f, 1)) --> false	bad argument #3 to '?' (value expected)
