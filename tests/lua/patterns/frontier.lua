print(("THE (quick) fox"):find("%f[%a]%a+%f[%A]"), ("THE (quick) fox"):gsub("%f[%a]%a+", string.lower))
--> 1	the (quick) fox	3
print(("hello world"):gsub("%f[%w]%w+%f[%W]", "<%0>"), ("aba"):gsub("%f[a]", "|"), ("abc"):find("%f[%z]"), (""):find("%f[%z]"))
--> <hello> <world>	|ab|a	4	nil
print(("foo.bar"):gsub("%f[%w]", "^"), ("foo.bar"):gsub("%f[%W]", "$"), ("x"):find("%f[^%z]"), ("xx"):gsub("%f[x]x", "y"))
--> ^foo.^bar	foo$.bar$	1	yx	1
print(("[[x]]"):gsub("%f[%[].", "<"), ("a1b2"):gsub("%f[%d]", "#")) --> <[x]]	a#1b#2	2
print(pcall(string.match, "x", "%f")) --> false	missing '[' after '%f' in pattern
print(pcall(string.match, "x", "%fx")) --> false	missing '[' after '%f' in pattern
print(pcall(string.match, "x", "%f[x")) --> false	malformed pattern (missing ']')
print(("x"):match("y%f")) --> nil
