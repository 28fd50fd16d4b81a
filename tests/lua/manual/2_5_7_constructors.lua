-- 2.5.7: [exp] = exp, name = exp, and exp, which counts from 1; separators are , and ;.
local function f(v) return v, "second" end
local g = "key"
local a = {[f(1)] = g; "x", "y"; x = 1, f("x"), [30] = 23; 45}
print(a[1], a[2], a[3], a[4], a[5], a[30], a.x) --> x	y	x	45	nil	23	1
local b = {f("x"), f("y")}
print(#b, b[1], b[2], b[3]) --> 3	x	y	second
local c = {(f("x"))}
print(#c) --> 1
local d = {f("x"), nil}
print(d[1], d[2]) --> x	nil
print(#{}, #{1, 2, }, #{1; 2;}, next({nil})) --> 0	2	2	nil
local function v(...) return {...}, {..., "last"}, {(...)} end
local one, two, three = v(1, 2, 3)
print(#one, #two, #three, two[2]) --> 3	2	1	last
local keys = {["with space"] = 1, [1.5] = 2, [true] = 3, [{}] = 4}
print(keys["with space"], keys[1.5], keys[true]) --> 1	2	3
print(pcall(function() return {[nil] = 1} end)) --> false	2_5_7_constructors.lua:18: table index is nil
print(loadstring("return {1, 2")) --> nil	[string "return {1, 2"]:1: '}' expected near '<eof>'
print(loadstring("return {a = }")) --> nil	[string "return {a = }"]:1: unexpected symbol near '}'
print(loadstring("return {, }")) --> nil	[string "return {, }"]:1: unexpected symbol near ','
