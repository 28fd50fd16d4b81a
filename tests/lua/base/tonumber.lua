print(tonumber("10"), tonumber(" 10 "), tonumber("0x10"), tonumber("1e3"), tonumber(".5"), tonumber("5."))
--> 10	10	16	1000	0.5	5
print(tonumber(""), tonumber(" "), tonumber("1 2"), tonumber("1e"), tonumber("e1"), tonumber("0x"), tonumber("- 1"))
--> nil	nil	nil	nil	nil	nil	nil
print(tonumber("-0x10"), tonumber("+5"), tonumber("--5"), tonumber("1_000"), tonumber("10\n"), tonumber("\t10"))
--> -16	5	nil	nil	10	10
print(tonumber(nil), tonumber({}), tonumber(true), tonumber(print)) --> nil	nil	nil	nil
print(tonumber("inf"), tonumber("nan") ~= tonumber("nan"), tonumber("infinity"), tonumber("0x1p4"))
--> inf	true	inf	16
print(tonumber(12), tonumber(12.5), tonumber("12.5e-1")) --> 12	12.5	1.25
-- Numbers that are larger than any: C's strtod gives infinity.
print(tonumber("0x" .. ("f"):rep(1000)), tonumber("-0x1p2000"), tonumber("0x1p-99999999999999999999")) --> inf	-inf	0
print(("0x" .. ("f"):rep(1000)) + 1, tonumber("0x0p99999999999999"), ("1e99999999999999999") + 0) --> inf	0	inf
