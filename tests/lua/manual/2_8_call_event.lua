-- 2.8: __call gets the value and the arguments, and must be a function.
local adder = setmetatable({base = 10}, {__call = function(self, ...) return self.base, select("#", ...), ... end})
print(adder()) print(adder(1, nil)) print(pcall(adder, 5))
--> 10	0
--> 10	2	1	nil
--> true	10	1	5
print(pcall(setmetatable({}, {__call = {}}))) --> false	attempt to call a table value
print(pcall(setmetatable({}, {__call = adder}))) --> false	attempt to call a table value
local object = {method = adder}
print(object.method(1) == 10, (object:method()) == 10, select("#", object:method(1))) --> true	true	4
print(table.concat({("a b"):gsub("%a", setmetatable({a = "A"}, {__index = function() return "?" end}))}, " ")) --> A ? 2
for v in setmetatable({}, {__call = function(_, _, c) c = (c or 0) + 1 if c < 3 then return c end end}) do print(v) end
--> 1
--> 2
