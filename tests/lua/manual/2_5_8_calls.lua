-- 2.5.8: arguments are evaluated before the call; f{...} and f"..."; v:name(args) is v.name(v, args), v once.
local function show(...) return select("#", ...), ... end
print(show()) print(show(nil)) print(show(nil, nil)) print((show(1, 2)))
--> 0
--> 1	nil
--> 2	nil	nil
--> 2
print(show{1} == 1, show"text", show[[long]], type(show{})) --> true	1	1	number
local evaluated = 0
local object = {name = "o", get = function(self, a) return self.name .. tostring(a) end}
local function o() evaluated = evaluated + 1 return object end
print(o():get(1), evaluated) --> o1	1
print(object.get(object, 2), object:get"text", object:get{} ~= nil) --> o2	otext	true
print(("text"):upper(), ("%d"):format(5), #("x"):rep(10)) --> TEXT	5	10
-- tail calls take no room
local function loop(n) if n > 0 then return loop(n - 1) end return "done" end
print(loop(100000)) --> done
print(pcall(function() local t = {} t:missing() end)) --> false	2_5_8_calls.lua:18: attempt to call method 'missing' (a nil value)
print(pcall(function() local t = {} t.a.b() end)) --> false	2_5_8_calls.lua:19: attempt to index field 'a' (a nil value)
print(pcall(function() undefined() end)) --> false	2_5_8_calls.lua:20: attempt to call global 'undefined' (a nil value)
print(pcall(function() return ("x")() end)) --> false	2_5_8_calls.lua:21: attempt to call a string value
print(pcall(function() return (1)() end)) --> false	2_5_8_calls.lua:22: attempt to call a number value
