local name = os.tmpname()
local f = io.open(name, "w")
f:write("12 -3.5e2 0x1F  .5\n 7,8 nan_ x 1e 5")
f:close()
f = io.open(name)
print(f:read("*n", "*n", "*n", "*n")) --> 12	-350	31	0.5
print(f:read("*n"), f:read(1), f:read("*n")) --> 7	,	8
f:close()
f = io.open(name)
f:read("*l")
print(f:read("*n", 1, "*n", 4, 3, "*n")) --> 7	,	8	 nan	_ x	1
f:close()
f = io.open(name, "w")
f:write("x 5\n\n\n6")
f:close()
f = io.open(name)
print(f:read("*n"), f:read("*l")) --> nil	x 5
print(f:read("*l") == "", f:read("*n"), f:read("*n"), f:read("*a") == "") --> true	6	nil	true
f:close()
os.remove(name)
