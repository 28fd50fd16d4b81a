print(("f(a(b)c)d"):match("%b()"), ("f(a(b c"):match("%b()"), ("((x)"):match("%b()"), ("{a{b}}"):gsub("%b{}", "X"))
--> (a(b)c)	nil	(x)	X	1
print(("xaxbx"):match("%bxx"), ("aXbYc"):match("%bXY"), ("()()"):gsub("%b()", "."), ("if a then b end"):match("%bie"))
--> xax	XbY	..	if a the
print(("x(1)y"):match("^%w%b()%w$"), (")("):match("%b()"), ("<<a>>"):match("%b<>(.*)"), ("(a)"):find("%b()", 2))
--> x(1)y	nil		nil
print(pcall(string.match, "x", "%b")) --> false	unbalanced pattern
print(pcall(string.match, "x", "%bx")) --> false	unbalanced pattern
print(("x"):match("y%b"), ("(a)*"):match("%b()*")) --> nil	(a)*
