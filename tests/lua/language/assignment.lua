-- Assignment (manual 2.4.3): all expressions are evaluated before any assignment.
local a, b = 1, 2
a, b = b, a
print(a, b) --> 2	1
local t = {1, 2, 3}
local i = 1
i, t[i] = i + 1, 20
print(i, t[1], t[2]) --> 2	20	2
t[1], t[2], t[3] = t[3], t[1], t[2]
print(t[1], t[2], t[3]) --> 3	20	2
x, y, z = 1, 2
print(x, y, z) --> 1	2	nil
x, y = 5, 6, 7
print(x, y) --> 5	6
x = nil
print(x) --> nil
local u = {}
u.a, u.b = 1
print(u.a, u.b) --> 1	nil
u["key with space"], u[1.5], u[true], u[-1] = "s", "f", "t", "n"
print(u["key with space"], u[1.5], u[true], u[false], u[-1], u[1]) --> s	f	t	nil	n	nil
u[true] = nil
u[false] = "no"
u[1] = "one"
u[0] = "zero"
print(u[true], u[false], u[1], u[0]) --> nil	no	one	zero
local f = function() end
u[f], u[u] = "function", "table"
print(u[f], u[u]) --> function	table
local nested = {a = {b = {c = 1}}}
nested.a.b.c = nested.a.b.c + 1
nested.a.b["d"] = nested.a.b.c * 2
print(nested.a.b.c, nested.a.b.d) --> 2	4
function nested.a.f(x) return x end
function nested.a.b:g() return self.c end
print(nested.a.f(3), nested.a.b:g()) --> 3	2
local p, q, r = (function() return 1, 2, 3 end)()
print(p, q, r) --> 1	2	3
local s = "a" .. 1 .. 2 .. "b"
print(s, 1 .. "", -1 .. "|" .. 0.5) --> a12b	1	-1|0.5
local n = 10
n = n - 3; n = n * n; n = 100 - n; n = n / 2; n = n % 7; n = -n
print(n) --> -4.5
local m = n + n * n - n / n
m = m + 1; m = 1 + m; m = m * 2; m = 2 * m; m = m - 1; m = 1 - m
print(m) --> -65
-- the keys 1 and 1.0, -0 and 0 are the same; nil and NaN are refused
local keys = {}
keys[1] = "a"; keys[1.0] = "b"; keys[2^53] = "c"; keys[-0] = "zero"
print(keys[1], keys[2^53], keys[0]) --> b	c	zero
print(pcall(function() keys[nil] = 1 end)) --> false	assignment.lua:51: table index is nil
print(pcall(function() keys[0/0] = 1 end)) --> false	assignment.lua:52: table index is NaN
print(keys[nil], keys[0/0]) --> nil	nil
print(pcall(function() return {[nil] = 1} end)) --> false	assignment.lua:54: table index is nil
-- evaluation order
local trace = {}
local function step(name, value) trace[#trace + 1] = name; return value end
local target = {}
step("t", target)[step("k", "key")] = step("v", 1)
print(table.concat(trace, " ")) --> t k v
trace = {}
step("f", function(...) return ... end)(step("a", 1), step("b", 2))
local _ = step("x", 1) + step("y", 2) * step("z", 3) .. step("w", "")
local _ = step("1", 1) > step("2", 2)
print(table.concat(trace, " ")) --> f a b x y z w 1 2
