-- 2.5.9: definitions, parameters and varargs.
local function f(a, b) return a, b end
print(f(3)) print(f(3, 4)) print(f(3, 4, 5))
--> 3	nil
--> 3	4
--> 3	4
local function r() return 1, 2, 3 end
print(f(r(), 10)) print(f(r()))
--> 1	10
--> 1	2
local function g(a, b, ...) return a, b, select("#", ...), ... end
print(g(3)) print(g(3, 4)) print(g(3, 4, 5, 8)) print(g(5, r()))
--> 3	nil	0
--> 3	4	0
--> 3	4	2	5	8
--> 5	1	2	2	3
local t = {a = {b = {c = {}}}}
function t.a.b.c.f() return "dotted" end
function t.a.b.c:m(x) return self == t.a.b.c, x end
print(t.a.b.c.f(), t.a.b.c:m(1)) --> dotted	true	1
print((function(...) return ... end)(1, nil, 3)) --> 1	nil	3
print((function(...) local a, b = ... return a, b end)(1)) --> 1	nil
print(select("#", (function(...) return ... end)()), (function(...) return (...) end)(1, 2)) --> 0	1
local function old(...) return arg.n, arg[1], arg[2] end
print(old("x", "y")) --> 2	x	y
print(loadstring("function f(a, ..., b) end")) --> nil	[string "function f(a, ..., b) end"]:1: ')' expected near ','
print(loadstring("function f() return ... end")) --> nil	[string "function f() return ... end"]:1: cannot use '...' outside a vararg function near '...'
print(loadstring("return function(a a) end")) --> nil	[string "return function(a a) end"]:1: ')' expected near 'a'
