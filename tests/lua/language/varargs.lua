-- Varargs, adjustment and multiple results (manual 2.5, 2.5.8, 2.5.9).
local function f(...) return ... end
local function count(...) return select("#", ...) end
print(f()) -->
print(f(nil), f(nil, nil)) --> nil	nil	nil
print((f(1, 2, 3))) --> 1
print(f(1, 2, 3), f(1, 2, 3)) --> 1	1	2	3
print(count(), count(nil), count(nil, nil), count(f(), f()), count((f()))) --> 0	1	2	1	1
local a, b, c = f(1, 2)
print(a, b, c) --> 1	2	nil
local a, b = f(1, 2, 3)
print(a, b) --> 1	2
local a, b, c = 0, f(1, 2)
print(a, b, c) --> 0	1	2
local a, b, c = f(1, 2), 10
print(a, b, c) --> 1	10	nil
local t = {f(1, 2, 3), f(4, 5)}
print(#t, table.concat(t, ",")) --> 3	1,4,5
t = {f(1, 2, 3), (f(4, 5))}
print(#t, table.concat(t, ",")) --> 2	1,4
t = {f(), x = 1, f(7, 8)}
print(t[1], t[2], t[3], t.x) --> nil	7	8	1
t = {[1] = "a", "b", [2] = "c"}
print(t[1], t[2]) --> b	c
t = {"x", "y"; "z", n = 3,}
print(#t, t.n) --> 3	3
local function g(a, b, ...) local c, d = ...; return a, b, c, d, select("#", ...) end
print(g(1)) --> 1	nil	nil	nil	0
print(g(1, 2)) --> 1	2	nil	nil	0
print(g(1, 2, 3)) --> 1	2	3	nil	1
print(g(1, 2, 3, 4, 5)) --> 1	2	3	4	3
print(g(nil, nil, nil)) --> nil	nil	nil	nil	1
local function last(...) local n = select("#", ...); return (select(n, ...)) end
print(last(1, 2, 3)) --> 3
print(select(-1, 1, 2, 3)) --> 3
print(select(2, "a", "b", "c")) --> b	c
-- functions with too many and too few arguments
local function two(a, b) return a, b end
print(two(1)) --> 1	nil
print(two(1, 2, 3)) --> 1	2
print(two(f(1, 2, 3))) --> 1	2
print(two(0, f(1, 2, 3))) --> 0	1
print(two(f())) --> nil	nil
local function none() return 1 end
print(none(1, 2, 3)) --> 1
print(math.max(f(3, 9, 2))) --> 9
-- string and table calls
local function id(x) return x end
print(id"str", id[[long]], id{1}[1], #id{1, 2}) --> str	long	1	2
-- methods
local object = {name = "o"}
function object:method(...) return self.name, ... end
function object.plain(self, x) return self.name, x end
print(object:method(1, 2), object:method()) --> o	o
print(object:plain(3), object.method({name = "other"}, 4)) --> o	other	4
print(object:method(f(1, 2, 3))) --> o	1	2	3
-- old-style varargs: the table arg (5.0 compatibility), unless the function says ...
local function old(a, ...) return arg.n, arg[1], arg[2] end
print(old(1, 2, nil)) --> 2	2	nil
print(old()) --> 0	nil	nil
local function new(...) local x = ...; return arg, x end
print(new(5)) --> nil	5
-- return lists
local function many() return 1, nil, f(2, 3) end
print(many()) --> 1	nil	2	3
print((many())) --> 1
local function many_none() return 1, f() end
print(count(many_none())) --> 1
print(count(f(many_none(), nil))) --> 2
-- 300 arguments and results
local big = {}
for i = 1, 250 do big[i] = i end
print(count(unpack(big)), select(250, f(unpack(big)))) --> 250	250
print((function(...) local s = 0; for i = 1, select("#", ...) do s = s + (select(i, ...)) end return s end)(unpack(big)))
--> 31375
