-- 2.5.2: == compares types first, objects by reference; < works on two numbers or two strings.
print(1 == 1.0, "a" == "a", {} == {}, nil == false, 0 == "0", "1" ~= 1) --> true	true	false	false	false	true
print(1 < 2, 2 <= 2, 3 > 2, 2 >= 3, "a" < "b", "Z" < "a", "a" < "ab", "" < "a", "a\0" > "a", "10" < "9") --> true	true	true	false	true	true	true	true	true	true
print(pcall(function() return {} < {} end)) --> false	2_5_2_comparison.lua:4: attempt to compare two table values
print(pcall(function() return 1 < "x" end)) --> false	2_5_2_comparison.lua:5: attempt to compare number with string
print(pcall(function() return nil < 1 end)) --> false	2_5_2_comparison.lua:6: attempt to compare nil with number
print(pcall(function() return "a" >= 1 end)) --> false	2_5_2_comparison.lua:7: attempt to compare number with string
print(pcall(function() return print <= print end)) --> false	2_5_2_comparison.lua:8: attempt to compare two function values
print(pcall(function() return true < false end)) --> false	2_5_2_comparison.lua:9: attempt to compare two boolean values
local t = {["0"] = "text", [0] = "number"}
print(t[0], t["0"]) --> number	text
local nan = 0 / 0
print(nan == nan, nan ~= nan, nan < nan, nan >= nan, nan < 1, not (nan >= 1)) --> false	true	false	false	false	true
