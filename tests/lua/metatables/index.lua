-- __index, __newindex, __call, and what protects metatables (manual 2.8).
local base = {greeting = "hello", 10, 20}
local t = setmetatable({own = 1}, {__index = base})
print(t.own, t.greeting, t[1], t[3], t.none, rawget(t, "greeting")) --> 1	hello	10	nil	nil	nil
local f = setmetatable({}, {__index = function(self, key) return tostring(key) .. "!", "second" end})
print(f.x, f[1], f[true], f[nil], f[0 / 0] ~= nil) --> x!	1!	true!	nil!	true
print((f.x)) --> x!
-- chains
local c = setmetatable({c = 3}, {__index = setmetatable({b = 2}, {__index = setmetatable({a = 1}, {__index = function(_, k) return k end})})})
print(c.a, c.b, c.c, c.d) --> 1	2	3	d
-- __newindex
local stored = {}
local n = setmetatable({present = 1}, {__newindex = stored})
n.present = 2; n.absent = 3
print(n.present, rawget(n, "absent"), stored.absent, stored.present) --> 2	nil	3	nil
local calls = {}
local m = setmetatable({}, {__newindex = function(self, k, v) calls[#calls + 1] = tostring(k) .. "=" .. tostring(v); rawset(self, k, v) end})
m.a = 1; m.a = 2; m[1] = "x"; m.b = nil; m[true] = false
print(table.concat(calls, " "), m.a, m[1], m.b, m[true]) --> a=1 1=x b=nil true=false	2	x	nil	false
m.x, m.y = 1, 2
print(calls[#calls - 1], calls[#calls]) --> y=2	x=1
-- inheritance
local Animal = {}; Animal.__index = Animal
function Animal.new(name) return setmetatable({name = name}, Animal) end
function Animal:speak() return self.name .. " makes a sound" end
local Dog = setmetatable({}, {__index = Animal}); Dog.__index = Dog
function Dog.new(name) return setmetatable(Animal.new(name), Dog) end
function Dog:speak() return Animal.speak(self) .. ": woof" end
print(Animal.new("cat"):speak(), Dog.new("rex"):speak()) --> cat makes a sound	rex makes a sound: woof
print(pcall(function() return Dog.new("rex"):fly() end))
--> false	index.lua:30: attempt to call method 'fly' (a nil value)
-- strings are indexed through their metatable
print(("abc"):upper(), type(("x").len), ("%d"):format(5), #("abc"):rep(3)) --> ABC	function	5	9
local s = "hello"
print(s:sub(2, 3), s.foo, s:len()) --> el	nil	5
print(pcall(function() return s.x.y end)) --> false	index.lua:36: attempt to index field 'x' (a nil value)
print(pcall(function() s.x = 1 end)) --> false	index.lua:37: attempt to index upvalue 's' (a string value)
print(pcall(function() return (5).x end)) --> false	index.lua:38: attempt to index a number value
print(pcall(function() local b = true; return b.x end))
--> false	index.lua:39: attempt to index local 'b' (a boolean value)
-- __call
local callable = setmetatable({}, {__call = function(self, ...) return self == nil, select("#", ...), ... end})
print(callable(), callable(1, nil), callable(1, 2, 3, 4, 5)) --> false	false	false	5	1	2	3	4	5
print(pcall(callable, 7)) --> true	false	1	7
print(pcall(setmetatable({}, {__call = {}}))) --> false	attempt to call a table value
print(pcall(function() local t = setmetatable({}, {__call = 5}); t() end))
--> false	index.lua:46: attempt to call local 't' (a table value)
local object = {method = callable}
print(select("#", object:method(8)), (select(2, object:method(8)))) --> 4	2
-- loops
local loop = {}; setmetatable(loop, {__index = loop, __newindex = loop})
print(pcall(function() return loop.x end)) --> false	index.lua:52: loop in gettable
print(pcall(function() loop.x = 1 end)) --> false	index.lua:53: loop in settable
-- __metatable
local protected = setmetatable({}, {__metatable = "locked"})
print(getmetatable(protected), pcall(setmetatable, protected, {})) --> locked	false	cannot change a protected metatable
print(getmetatable("abc").__index == string, getmetatable(1), getmetatable({})) --> true	nil	nil
-- __tostring
print(tostring(setmetatable({}, {__tostring = function() return "text" end}))) --> text
print(pcall(print, setmetatable({}, {__tostring = function() return {} end})))
--> false	'tostring' must return a string to 'print'
-- globals with a metatable
setmetatable(_G, {__index = function(_, name) return "global " .. name end, __newindex = function(t, k, v) rawset(t, k, v * 2) end})
print(undefined_name) --> global undefined_name
defined_name = 21
print(defined_name) --> 42
defined_name = 1
print(defined_name) --> 1
setmetatable(_G, nil)
print(undefined_name) --> nil
-- absent and nil
local count = 0
local lazy = setmetatable({}, {__index = function(self, k) count = count + 1; local v = k * k; self[k] = v; return v end})
print(lazy[3], lazy[3], lazy[4], count) --> 9	9	16	2
