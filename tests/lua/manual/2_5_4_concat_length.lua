-- 2.5.4, 2.5.5: `..` on strings and numbers; # of strings in bytes, of tables a border.
print("a" .. "b" .. "c", 1 .. 2, "x" .. 1.5, ("a"):rep(3) .. "") --> abc	12	x1.5	aaa
print(pcall(function() return "a" .. {} end)) --> false	2_5_4_concat_length.lua:3: attempt to concatenate a table value
print(pcall(function() return nil .. "a" end)) --> false	2_5_4_concat_length.lua:4: attempt to concatenate a nil value
print(pcall(function() return true .. 1 end)) --> false	2_5_4_concat_length.lua:5: attempt to concatenate a boolean value
print(#"", #"abc", #"a\0b", #"\n", #{}, #{1, 2, 3}, #{n = 1}, #{"a", "b", c = 3}) --> 0	3	3	1	0	3	0	2
local t = {}
for i = 1, 10 do t[i] = i end
print(#t) --> 10
t[#t + 1] = "next"
t[#t] = nil
print(#t) --> 10
t[10] = nil
print(#t) --> 9
print(pcall(function() return #5 end)) --> false	2_5_4_concat_length.lua:15: attempt to get length of a number value
print(pcall(function() return #nil end)) --> false	2_5_4_concat_length.lua:16: attempt to get length of a nil value
print(pcall(function() local f f = print return #f end)) --> false	2_5_4_concat_length.lua:17: attempt to get length of local 'f' (a function value)
