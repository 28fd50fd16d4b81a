-- 2.2: eight types; nil and false are the false ones, 0 and "" are true.
print(type(nil), type(true), type(1), type("s"), type({}), type(print), type(coroutine.create(function() end)), type(io.stdout)) --> nil	boolean	number	string	table	function	thread	userdata
print(not nil, not false, not 0, not "", not {}) --> true	true	false	false	false
local t = {}
t.x = 1
t.x = nil
print(next(t), t.x, rawget(t, "x")) --> nil	nil	nil
local a, b = {}, {}
print(a == b, a == a, tostring(a) == tostring(a)) --> false	true	true
local f = a
f.shared = true -- tables are values by reference
print(a.shared) --> true
print(#{n = 1}, t.anything, ({[1] = "one"})[1]) --> 0	nil	one
-- any value but nil (and NaN) is an index
local index = {}
index[a], index[print], index[1.5], index[true], index["1"], index[1] = "t", "f", "fraction", "yes", "text", "number"
print(index[a], index[print], index[1.5], index[true], index["1"], index[1], index[false]) --> t	f	fraction	yes	text	number	nil
print(pcall(function() index[nil] = 1 end)) --> false	2_2_types.lua:18: table index is nil
print(pcall(function() index[0 / 0] = 1 end)) --> false	2_2_types.lua:19: table index is NaN
print(index[nil]) --> nil
