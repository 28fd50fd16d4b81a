-- 5.6: the mathematical functions.
local function r(...) local out = {...} for i, v in ipairs(out) do out[i] = ("%.10g"):format(v) end return table.concat(out, " ") end
print(r(math.abs(-3), math.ceil(3.2), math.ceil(-3.2), math.floor(3.7), math.floor(-3.7), math.sqrt(16), math.exp(0), math.log(1), math.log10(1000))) --> 3 4 -3 3 -4 4 1 0 3
print(r(math.sin(0), math.cos(0), math.tan(0), math.asin(1), math.acos(1), math.atan(1), math.atan2(1, -1), math.sinh(0), math.cosh(0), math.tanh(0))) --> 0 1 0 1.570796327 0 0.7853981634 2.35619449 0 1 0
print(r(math.deg(math.pi), math.rad(180), math.pi)) print(r(math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.pow(2, 8), math.max(1, 5, 3), math.min(4, 2, 8)))
--> 180 3.141592654 3.141592654
--> 1 -1 1 256 5 2
print(math.modf(3.7)) print(math.modf(-3.7)) print(math.modf(5)) print(math.modf(math.huge)) print(math.frexp(8)) print(math.frexp(0)) print(math.ldexp(0.5, 4)) print(math.huge, -math.huge, math.mod == math.fmod)
--> 3	0.7
--> -3	-0.7
--> 5	0
--> inf	0
--> 0.5	4
--> 0	0
--> 8
--> inf	-inf	true
math.randomseed(42)
local a = math.random()
print(a >= 0 and a < 1, math.random(1), pcall(math.random, 0)) --> true	1	false	bad argument #1 to '?' (interval is empty)
for _ = 1, 100 do local v = math.random(6) assert(v >= 1 and v <= 6 and v == math.floor(v)) v = math.random(-3, 3) assert(v >= -3 and v <= 3) end
print(pcall(math.random, 2, 1)) print(pcall(math.random, 1, 2, 3)) print(pcall(math.max)) print(pcall(math.min)) print(pcall(math.sin)) print(pcall(math.floor, "x")) print(pcall(math.abs, {})) print(math.floor("3.7"), math.max("10", 9))
--> false	bad argument #2 to '?' (interval is empty)
--> false	wrong number of arguments
--> false	bad argument #1 to '?' (number expected, got no value)
--> false	bad argument #1 to '?' (number expected, got no value)
--> false	bad argument #1 to '?' (number expected, got no value)
--> false	bad argument #1 to '?' (number expected, got string)
--> false	bad argument #1 to '?' (number expected, got table)
--> 3	10
print(math.sqrt(-1) ~= math.sqrt(-1), math.log(0), math.log(-1) ~= math.log(-1), math.exp(1000), math.pow(0, -1), math.fmod(1, 0) ~= math.fmod(1, 0), math.asin(2) ~= math.asin(2)) --> true	-inf	true	inf	inf	true	true
