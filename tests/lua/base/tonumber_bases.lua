print(tonumber("10", 2), tonumber("zz", 36), tonumber("ZZ", 36), tonumber("ff", 16), tonumber("0xff", 16))
--> 2	1295	1295	255	255
print(tonumber("8", 8), tonumber("7", 8), tonumber("-7", 8), tonumber("+7", 8), tonumber(" 7 ", 8))
--> nil	7	1.844674407371e+19	7	7
print(tonumber("1.5", 9), tonumber("", 9), tonumber("1 1", 2), tonumber("0x", 16), tonumber("x", 16))
--> nil	nil	nil	nil	nil
print(tonumber(10, 16), tonumber(1010, 2), tonumber("fffffffffffffffff", 16), tonumber("-1", 3))
--> 16	10	1.844674407371e+19	1.844674407371e+19
print(tonumber("1010", 10), tonumber("1e1", 10), tonumber("1010", nil)) --> 1010	10	1010
print(pcall(tonumber, "1", 1)) --> false	bad argument #2 to '?' (base out of range)
print(pcall(tonumber, "1", 37)) --> false	bad argument #2 to '?' (base out of range)
print(pcall(tonumber, {}, 16)) --> false	bad argument #1 to '?' (string expected, got table)
print(pcall(tonumber, nil, 16)) --> false	bad argument #1 to '?' (string expected, got nil)
print(pcall(tonumber)) --> false	bad argument #1 to '?' (value expected)
print(pcall(tonumber, "1", "x")) --> false	bad argument #2 to '?' (number expected, got string)
print(tonumber("0x1f", 36), tonumber("0x1f", 34), tonumber("0x1f", 33)) --> 42819	38197	nil
-- Thousands of digits: the largest number of C's strtoul, in every base.
local largest = tonumber("ffffffffffffffff", 16)
for base = 2, 36 do
  if base ~= 10 and tonumber(("1"):rep(5000), base) ~= largest then print("wrong in base", base) end
end
print(tonumber(("0"):rep(5000) .. "12", 3), tonumber("-" .. ("1"):rep(5000), 9) == largest) --> 5	true
