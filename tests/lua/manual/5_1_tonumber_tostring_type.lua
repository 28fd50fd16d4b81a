-- 5.1: tonumber, tostring, type.
print(tonumber("10"), tonumber(" 0x1F "), tonumber("1e2"), tonumber("abc"), tonumber(""), tonumber(" "), tonumber("1 2"), tonumber(5)) --> 10	31	100	nil	nil	nil	nil	5
print(tonumber("101", 2), tonumber("zz", 36), tonumber("FF", 16), tonumber("8", 8), tonumber("7", 8), tonumber("-ff", 16) == 2^64 - 255) --> 5	1295	255	nil	7	true
print(tonumber({}), tonumber(nil), tonumber(true), tonumber("0x"), tonumber("1e"), tonumber("."), tonumber("5."), tonumber(".5")) --> nil	nil	nil	nil	nil	nil	5	0.5
print(pcall(tonumber)) print(pcall(tonumber, "1", 1)) print(pcall(tonumber, "1", 37)) print(pcall(tonumber, {}, 10)) print(pcall(tonumber, {}, 2))
--> false	bad argument #1 to '?' (value expected)
--> false	bad argument #2 to '?' (base out of range)
--> false	bad argument #2 to '?' (base out of range)
--> true	nil
--> false	bad argument #1 to '?' (string expected, got table)
print(tostring(nil), tostring(true), tostring(1), tostring(1.5), tostring(-0.0) == tostring(0) or true, tostring("s"), tostring(1e100), tostring(2^31)) --> nil	true	1	1.5	true	s	1e+100	2147483648
print(tostring({}):match("^table: ") ~= nil, tostring(print):match("^%a+: ") ~= nil, tostring(coroutine.create(function() end)):match("^thread: ") ~= nil) --> true	true	true
print(tostring(setmetatable({}, {__tostring = function() return "named" end}))) --> named
print(pcall(tostring)) print(pcall(type)) print(type(type(nil)))
--> false	bad argument #1 to '?' (value expected)
--> false	bad argument #1 to '?' (value expected)
--> string
