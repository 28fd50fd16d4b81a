print() -->
print(nil, true, 1, "x") --> nil	true	1	x
print("a\tb", "c") --> a	b	c
print(1, nil, nil) --> 1	nil	nil
local old = tostring
function tostring(x) return "<" .. old(x) .. ">" end
tostring = old
print(-0.5, 1e100) --> -0.5	1e+100
