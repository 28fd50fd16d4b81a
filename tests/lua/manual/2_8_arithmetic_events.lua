-- 2.8: arithmetic asks the first operand's metatable, then the second's.
local mt = {}
local function value(n) return setmetatable({n = n}, mt) end
local function number(v) return type(v) == "table" and v.n or v end
for _, event in ipairs{"add", "sub", "mul", "div", "mod", "pow"} do
  mt["__" .. event] = function(a, b) return event .. " " .. tostring(number(a)) .. " " .. tostring(number(b)) end
end
mt.__unm = function(a, b) return "unm " .. number(a) .. " " .. tostring(rawequal(a, b)) end
mt.__concat = function(a, b) return "concat " .. number(a) .. " " .. number(b) end
mt.__len = function() return 42 end
local v = value(1)
print(v + 2, 2 + v, v - 2, 2 - v, v * 2, v / 2, v % 2, v ^ 2, -v) --> add 1 2	add 2 1	sub 1 2	sub 2 1	mul 1 2	div 1 2	mod 1 2	pow 1 2	unm 1 true
print(v .. "x", "x" .. v, 1 .. v, v .. v) --> concat 1 x	concat x 1	concat 1 1	concat 1 1
print(#v) -- tables have their own length in 5.1 --> 0
local proxy = newproxy(true)
getmetatable(proxy).__len = function() return 42 end
print(#proxy) --> 42
print("10" + v, v + "x") --> add 10 1	add 1 x
local other = setmetatable({}, {__add = function() return "other's" end})
print((v + other):match("^add 1"), other + v) --> add 1	other's
print(pcall(function() return {} + 1 end)) --> false	2_8_arithmetic_events.lua:21: attempt to perform arithmetic on a table value
print(pcall(function() return v + nil end)) --> true	add 1 nil
local chain = value(1)
print("a" .. "b" .. chain, chain .. "a" .. "b") --> aconcat b 1	concat 1 ab
