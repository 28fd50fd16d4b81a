print(tostring(nil), tostring(true), tostring(false), tostring(12), tostring("x")) --> nil	true	false	12	x
print(tostring(1e15), tostring(1e14), tostring(123456789012345), tostring(0.1), tostring(1/3))
--> 1e+15	1e+14	1.2345678901234e+14	0.1	0.33333333333333
print(tostring(1/0), tostring(-1/0), tostring(0/0), tostring(-(0/0)), tostring(2^53), tostring(-1e100))
--> inf	-inf	-nan	nan	9.007199254741e+15	-1e+100
print(tostring(1e300 * 1e10), tostring(5e-324), tostring(100), tostring(-7), tostring(3.0))
--> inf	4.9406564584125e-324	100	-7	3
print((tostring({}):gsub("0x%x+", "ADDRESS")), (tostring(print):gsub(": .*", ""))) --> table: ADDRESS	function
local t = setmetatable({}, { __tostring = function(self) return "I am " .. type(self) end })
print(tostring(t), t) --> I am table	I am table
print(pcall(tostring)) --> false	bad argument #1 to '?' (value expected)
print(type(tostring(setmetatable({}, { __tostring = function() return 12 end })))) --> number
print(pcall(print, setmetatable({}, { __tostring = function() return {} end })))
--> false	'tostring' must return a string to 'print'
