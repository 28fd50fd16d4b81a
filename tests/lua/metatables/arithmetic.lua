-- Metamethods of operators (manual 2.8).
local log = {}
local function note(name) return function(a, b) return name .. "(" .. tostring(a) .. "," .. tostring(b) .. ")" end end
local mt = {}
for _, event in ipairs({"add", "sub", "mul", "div", "mod", "pow", "concat"}) do mt["__" .. event] = note(event) end
mt.__unm = function(a, b) return "unm(" .. tostring(a) .. "," .. tostring(a == b) .. ")" end
mt.__tostring = function() return "T" end
local t = setmetatable({}, mt)
print(t + 1, 1 + t, t - t, t * 2, 2 / t, t % 3, t ^ 2, -t)
--> add(T,1)	add(1,T)	sub(T,T)	mul(T,2)	div(2,T)	mod(T,3)	pow(T,2)	unm(T,true)
print(t .. "s", "s" .. t, t .. t, 1 .. t, t .. 1, "a" .. "b" .. t, t .. "a" .. "b")
--> concat(T,s)	concat(s,T)	concat(T,T)	concat(1,T)	concat(T,1)	aconcat(b,T)	concat(T,ab)
local x = 5
local y = x + t
print(y, x * t, t * x, t - x) --> add(5,T)	mul(5,T)	mul(T,5)	sub(T,5)
-- the first operand's metamethod wins
local other = setmetatable({}, {__tostring = function() return "O" end, __add = function() return "other" end, __concat = function() return "cat" end})
print(t + other, other + t, other .. t, t .. other, "a" .. other .. "b") --> add(T,O)	other	cat	concat(T,O)	acat
-- results are adjusted to one value
local many = setmetatable({}, {__add = function() return 1, 2, 3 end, __sub = function() end, __unm = function() end})
print(many + 1, (many + 1), many - 1) --> 1	1	nil
print(-many) --> nil
-- __len is ignored for tables in 5.1
print(#setmetatable({1, 2}, {__len = function() return 42 end})) --> 2
-- a metamethod that is a callable table
local callable = setmetatable({}, {__call = function(self, a, b) return "called" end})
print(setmetatable({}, {__add = callable}) + 1) --> called
print(pcall(function() return setmetatable({}, {__add = 5}) + 1 end))
--> false	arithmetic.lua:28: attempt to call a number value
print(pcall(function() return setmetatable({}, {__add = false}) + 1 end))
--> false	arithmetic.lua:30: attempt to call a boolean value
-- comparison
local V = {}
V.__eq = function(a, b) return a.v == b.v end
V.__lt = function(a, b) return a.v < b.v end
V.__le = function(a, b) return a.v <= b.v end
local function v(n) return setmetatable({v = n}, V) end
print(v(1) == v(1), v(1) ~= v(1), v(1) == v(2), v(1) == 1, v(1) == {v = 1}) --> true	false	false	false	false
print(v(1) < v(2), v(1) > v(2), v(1) <= v(1), v(2) >= v(3), not (v(1) < v(2))) --> true	false	true	false	false
local W = {__lt = function(a, b) return a.v < b.v end}
local function w(n) return setmetatable({v = n}, W) end
print(w(1) <= w(2), w(2) <= w(1), w(1) <= w(1), w(1) >= w(2)) --> true	false	true	false
print(pcall(function() return v(1) < w(2) end)) --> false	arithmetic.lua:43: attempt to compare two table values
print(pcall(function() return v(1) < 2 end)) --> false	arithmetic.lua:44: attempt to compare table with number
print(pcall(function() return w(1) < {} end)) --> false	arithmetic.lua:45: attempt to compare two table values
-- __eq is used only when both have the same one
local eq = function() return true end
local A, B, C = {__eq = eq}, {__eq = eq}, {__eq = function() return true end}
local a, b, c = setmetatable({}, A), setmetatable({}, B), setmetatable({}, C)
print(a == b, a == c, a == a, rawequal(a, b)) --> true	false	true	false
-- results become booleans
local R = {__eq = function() return 1 end, __lt = function() return nil end, __le = function() return "yes" end}
local r, s = setmetatable({}, R), setmetatable({}, R)
print(r == s, r ~= s, r < s, r <= s, r > s) --> true	false	false	true	false
if r == s then print("equal") end --> equal
if r < s then print("never") else print("not less") end --> not less
local sorted = {v(3), v(1), v(2)}
table.sort(sorted)
print(sorted[1].v, sorted[2].v, sorted[3].v) --> 1	2	3
