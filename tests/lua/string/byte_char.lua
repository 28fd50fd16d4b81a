print(("A"):byte(), ("ABC"):byte(2), ("ABC"):byte(-1), ("ABC"):byte(1, 3)) --> 65	66	67	65	66	67
print(("ABC"):byte(10), ("").byte(""), ("ABC"):byte(0), ("ABC"):byte(3, 2)) --> nil	nil	nil
print(select("#", ("ABC"):byte(0)), select("#", ("ABC"):byte(-10, 10))) --> 0	3
print(("\0\255\128"):byte(1, -1)) --> 0	255	128
print(string.char(), string.char(72, 105), string.char("65"), #string.char(0, 255)) --> 	Hi	A	2
print(string.char(65.9)) --> A
print(pcall(string.char, 256)) --> false	bad argument #1 to '?' (invalid value)
print(pcall(string.char, -1)) --> false	bad argument #1 to '?' (invalid value)
print(pcall(string.char, 65, "x")) --> false	bad argument #2 to '?' (number expected, got string)
print(pcall(string.char, 65, nil)) --> false	bad argument #2 to '?' (number expected, got nil)
print(pcall(string.byte)) --> false	bad argument #1 to '?' (string expected, got no value)
print(pcall(string.byte, ("x"):rep(10000), 1, -1)) --> false	stack overflow (string slice too long)
local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) end
local text = table.concat(all)
local same = true
for i = 0, 255 do same = same and text:byte(i + 1) == i end
print(#text, same) --> 256	true
