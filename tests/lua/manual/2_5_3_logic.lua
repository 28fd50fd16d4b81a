-- 2.5.3: `and` and `or` give one of their operands and look at the second only if they must.
print(10 or 20, 10 or error(), nil or "a", nil and 10, false and error(), false and nil, false or nil, 10 and 20) --> 10	10	a	nil	false	false	nil	20
print(not nil, not 1, not not nil, not not "x") --> true	false	false	true
print(1 and nil or 2, nil and 1 or 2, false == nil, (nil or false), (false or nil)) --> 2	2	false	false	nil
local function called(name, value) io.write("") order = (order or "") .. name return value end
local _ = called("a", false) and called("b", true) or called("c", nil) or called("d", 1)
print(order) --> acd
local v = nil
local default = v or "default"
print(default) --> default
