local function r(x) return string.format("%.10g", x) end
print(r(math.sin(1)), r(math.cos(1)), r(math.tan(1)), r(math.asin(0.5)), r(math.acos(0.5)), r(math.atan(1)), r(math.atan2(1, -1)))
--> 0.8414709848	0.5403023059	1.557407725	0.5235987756	1.047197551	0.7853981634	2.35619449
print(r(math.sinh(1)), r(math.cosh(1)), r(math.tanh(1)), r(math.exp(1)), r(math.log(10)), r(math.log10(1000)), math.sqrt(16))
--> 1.175201194	1.543080635	0.761594156	2.718281828	2.302585093	3	4
print(math.pow(2, 10), math.pow(2, -1), math.pow(0, 0), r(math.rad(180)), r(math.deg(math.pi)), math.pow(4, 0.5))
--> 1024	0.5	1	3.141592654	180	2
print(math.log(0), math.log10(0), math.exp(1000), math.exp(-1000), math.cosh(1000), math.sinh(-1000), math.tanh(1000))
--> -inf	-inf	inf	0	inf	-inf	1
print(math.sqrt(-1) ~= math.sqrt(-1), math.log(-1) ~= math.log(-1), math.acos(2) ~= math.acos(2), math.pow(-8, 1/3) ~= 0)
--> true	true	true	true
print(math.pi, math.huge, -math.huge, math.huge == 1/0, r(math.atan2(0, -1)), r(math.atan(1/0)))
--> 3.1415926535898	inf	-inf	true	3.141592654	1.570796327
print(math.sin("0"), pcall(math.sin, {})) --> 0	false	bad argument #1 to '?' (number expected, got table)
print(pcall(math.sqrt)) --> false	bad argument #1 to '?' (number expected, got no value)
print(pcall(math.atan2, 1)) --> false	bad argument #2 to '?' (number expected, got no value)
print(pcall(math.pow, "x", 1)) --> false	bad argument #1 to '?' (number expected, got string)
print(pcall(math.pow, 1)) --> false	bad argument #2 to '?' (number expected, got no value)

-- a NaN keeps its sign where C's functions keep it
local minus, plus = 0 / 0, -(0 / 0)
print(minus, plus, math.atan2(minus, 1), math.atan2(1, minus), math.atan2(plus, 1)) --> -nan	nan	-nan	-nan	nan
print(minus ^ 3, minus ^ 2, plus ^ 3, math.pow(minus, -1), minus ^ 0) --> nan	-nan	nan	nan	1
