-- 2.8: __eq and __lt only where both operands have the same handler; __le falls back on not (b < a).
local function eq() return true end
local a, b = setmetatable({}, {__eq = eq}), setmetatable({}, {__eq = eq})
print(a == b, a ~= b, rawequal(a, b), a == {}, a == 1) --> true	false	false	false	false
print(setmetatable({}, {__eq = function() return true end}) == setmetatable({}, {__eq = function() return true end})) --> false
print(a == setmetatable({}, {__eq = function() return nil end}), not (a == a) == false) --> false	true
local mt = {__lt = function(x, y) return x.n < y.n end}
local one, two = setmetatable({n = 1}, mt), setmetatable({n = 2}, mt)
print(one < two, one > two, one <= two, one >= two, two <= one) --> true	false	true	false	false
mt.__le = function(x, y) return "any true value" end
print(two <= one, one >= two) --> true	true
print(pcall(function() return one < 1 end)) --> false	2_8_comparison_events.lua:12: attempt to compare table with number
print(pcall(function() return one < {n = 1} end)) --> false	2_8_comparison_events.lua:13: attempt to compare two table values
print(pcall(function() return {} <= {} end)) --> false	2_8_comparison_events.lua:14: attempt to compare two table values
local results = setmetatable({}, {__lt = function() return nil end, __le = function() return 0 end})
print(results < results, results <= results) --> false	true
