-- 2.2.1: strings become numbers in arithmetic, numbers become strings in concatenation; comparison converts nothing.
print("10" + 1, "0x10" * 2, " 5 " - "3", -"2", "10" / "4", "7" % "4", "2" ^ "3") --> 11	32	2	-2	2.5	3	8
print(10 .. 20, 1.5 .. "", -0.1 .. "|", 1e15 .. " " .. 1e16, 2^53 .. "") --> 1020	1.5	-0.1|	1e+15 1e+16	9.007199254741e+15
print(pcall(function() return "abc" + 1 end)) --> false	2_2_1_coercion.lua:4: attempt to perform arithmetic on a string value
print(pcall(function() return "10x" + 1 end)) --> false	2_2_1_coercion.lua:5: attempt to perform arithmetic on a string value
print(pcall(function() return "" + 1 end)) --> false	2_2_1_coercion.lua:6: attempt to perform arithmetic on a string value
print(pcall(function() return {} .. "x" end)) --> false	2_2_1_coercion.lua:7: attempt to concatenate a table value
print(pcall(function() return "a" .. nil end)) --> false	2_2_1_coercion.lua:8: attempt to concatenate a nil value
print(10 == "10", "0" == 0, pcall(function() return 1 < "2" end)) --> false	false	false	2_2_1_coercion.lua:9: attempt to compare number with string
print(tonumber("10") == 10, tostring(10) == "10", "10" + 0 == 10) --> true	true	true
print(string.rep("x", "3"), ("abc"):sub("2"), math.max("3", 2)) --> xxx	bc	3
local t = {}
t["1"], t[1] = "text", "number"
print(t["1"], t[1]) --> text	number
for i = "1", "2" do print(type(i)) end
--> number
--> number
