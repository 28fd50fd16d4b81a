-- Arithmetic, comparison, logic, precedence (manual 2.5).
print(1 + 2 * 3 - 4 / 2, (1 + 2) * 3, 2 ^ 3 ^ 2, -2 ^ 2, not nil == true, 1 .. 2 == "12") --> 5	9	512	-4	true	true
print(7 % 3, -7 % 3, 7 % -3, -7 % -3, 5.5 % 2, -5.5 % 2, 5 % 0.3, 1 % 0.1) --> 1	2	-2	-1	1.5	0.5	0.2	0
print(5 % math.huge, -5 % math.huge, 1e308 % 3, 0 % 5) --> -nan	-nan	0	0
print(1 / 0, -1 / 0, 5 % 0 ~= 5 % 0, 0 / 0 ~= 0 / 0) --> inf	-inf	true	true
print(2 ^ 0.5, 2 ^ -1, (-8) ^ (1 / 3), 0 ^ 0, 0 ^ -1, (-2) ^ 3, (-2) ^ 2, 2 ^ 1024, (-10) ^ 309, math.huge ^ 0)
--> 1.4142135623731	0.5	-nan	1	inf	-8	4	inf	-inf	1
print("10" + 5, "3" * "4", "0x10" + 0, " 5 " - 1, "1e1" * 1, -"2", 10 .. "", "2" ^ "3", "7" % "4", "1" / "2")
--> 15	12	16	4	10	-2	10	8	3	0.5
print(pcall(function() return "abc" + 1 end))
--> false	operators.lua:10: attempt to perform arithmetic on a string value
print(pcall(function() return 1 + "" end)) --> false	operators.lua:12: attempt to perform arithmetic on a string value
print(1 == 1.0, "1" == 1, 0 == -0, "a" == "a", nil == false, true == 1, 1 == true, 0 == false)
--> true	false	true	true	false	false	false	false
print(1 < 2, 2 <= 2, 1 > 2, 2 >= 3, "a" < "b", "a" < "B", "" < "a", "a" <= "a", "Z" > "a", "a\0b" < "a\0c", "é" > "z")
--> true	true	false	false	true	false	true	true	false	true	true
print(not 1, not 0, not "", not nil, not false) --> false	false	false	true	true
print(nil and 1, false and 1, 1 and nil, 1 and 2, nil or 1, false or nil, 1 or 2, nil and nil or 3)
--> nil	false	nil	2	1	nil	1	3
print(false == nil, nil == nil, not not nil, not not 0) --> false	true	false	true
print(1 and 2 or 3, nil and 2 or 3, 1 and nil or 3) --> 2	3	3
print(#"", #"abc", #"a\0b", #{}, #{1, 2, 3}, #{1, 2, nil}, #{n = 1}) --> 0	3	3	0	3	2	0
print(- -1, not not true, -(-(-1)), - - -2) --> 1	true	-1	-2
local a, b, c = 1, 2.5, "3"
print(a + b, a - b, a * b, a / b, a % b, a ^ b, a .. b, a + c, c + c, c * a, b - c, c / b)
--> 3.5	-1.5	2.5	0.4	1	1	12.5	4	6	3	-0.5	1.2
print(a < b, a <= b, a > b, a >= b, a == b, a ~= b, a ~= 1, c == "3", c ~= "3", a == nil, b ~= nil)
--> true	true	false	false	false	true	false	true	false	false	true
print(a + 1, 1 + a, a - 1, 1 - a, a * 2, 2 * a, a / 2, 2 / a, a % 2, 2 % a, a ^ 2, 2 ^ a) --> 2	2	0	0	2	2	0.5	2	1	0	1	2
print((a + b) * (b - a), (a * b) + 1, 1 - (a * b), a + (b * 2), (a + b) - b) --> 5.25	3.5	-1.5	6	1
print(1e15, 1e16, 123456789012, 0.1, 1 / 3, 100, 1e100, -1e-7, 1e-5, 12345678901234567890, 3.14159265358979)
--> 1e+15	1e+16	123456789012	0.1	0.33333333333333	100	1e+100	-1e-07	1e-05	1.2345678901235e+19	3.1415926535898
print(2 ^ 53, 2 ^ 63, -2 ^ 63, 1e14, 123456.789e3, 0x10, 0xff, 1e2, .5, 5., 3e-2)
--> 9.007199254741e+15	9.2233720368548e+18	-9.2233720368548e+18	1e+14	123456789	16	255	100	0.5	5	0.03
print(math.huge, -math.huge, -(0 / 0) ~= -(0 / 0)) --> inf	-inf	true
-- comparisons of other types
for _, f in ipairs({
  function() return 1 < "2" end, function() return {} < {} end, function() return nil < 1 end,
  function() return "a" <= 1 end, function() return true < false end, function() return print < print end,
  function() return {} >= 1 end, function() return 1 > nil end, function() return a < c end,
  function() return c > a end, function() return a <= nil end, function() return 5 >= c end,
}) do print(select(2, pcall(f))) end
--> operators.lua:38: attempt to compare number with string
--> operators.lua:38: attempt to compare two table values
--> operators.lua:38: attempt to compare nil with number
--> operators.lua:39: attempt to compare string with number
--> operators.lua:39: attempt to compare two boolean values
--> operators.lua:39: attempt to compare two function values
--> operators.lua:40: attempt to compare number with table
--> operators.lua:40: attempt to compare nil with number
--> operators.lua:40: attempt to compare number with string
--> operators.lua:41: attempt to compare number with string
--> operators.lua:41: attempt to compare number with nil
--> operators.lua:41: attempt to compare string with number
-- and/or give operands, and evaluate the second one only when needed
local function never() error("evaluated") end
print(1 or never(), nil and never(), false and never(), "x" or never()) --> 1	nil	false	x
local function test(x) if x and x > 1 or x == 0 then return "yes" elseif not x then return "nil" else return "no" end end
print(test(2), test(0), test(1), test(nil), test(false)) --> yes	yes	no	nil	nil
local t = {}
if t.x == nil then print("absent") end --> absent
if t.x ~= nil then print("never") else print("still absent") end --> still absent
if not (a == 2) then print("not two") end --> not two
if a == 1 and b == 2.5 and c == "3" then print("all") end --> all
if a == 0 or b == 0 or not c then print("never") end
if not (a > b) then print("not greater") end --> not greater
if not t then print("never") end
if true then print("true") end --> true
if false then print("never") elseif nil then print("never") else print("else") end --> else
-- long chains
local s = ""
for i = 1, 3 do s = s .. i .. "," .. i * 2 .. ";" end
print(s) --> 1,2;2,4;3,6;
print(1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1, "a" .. "b" .. "c" .. "d" .. 1 .. 2) --> 10	abcd12
