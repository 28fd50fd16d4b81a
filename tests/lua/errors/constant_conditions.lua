-- The compiler makes no jump for a constant before `and` and `or`: the name of what follows is known.
local t = {}
print(pcall(function() return (1 and t.x).y end)) --> false	constant_conditions.lua:3: attempt to index field 'x' (a nil value)
print(pcall(function() return (nil or t.x).y end)) --> false	constant_conditions.lua:4: attempt to index field 'x' (a nil value)
print(pcall(function() return (-2 and t.x) + 1 end)) --> false	constant_conditions.lua:5: attempt to perform arithmetic on field 'x' (a nil value)
print(pcall(function() return (true and nope)() end)) --> false	constant_conditions.lua:6: attempt to call global 'nope' (a nil value)
print(pcall(function() return (not nil and t.z).y end)) --> false	constant_conditions.lua:7: attempt to index field 'z' (a nil value)
print(pcall(function() return ((1 + 2) * 3 % 4 and t.z).y end)) --> false	constant_conditions.lua:8: attempt to index field 'z' (a nil value)
print(pcall(function() return (2 ^ 9999 and t.z).y end)) --> false	constant_conditions.lua:9: attempt to index field 'z' (a nil value)
print(pcall(function() return ((1 / 0) and t.z).y end)) --> false	constant_conditions.lua:10: attempt to index a nil value
print(pcall(function() return (t and t.z).y end)) --> false	constant_conditions.lua:11: attempt to index a nil value
print(pcall(function() return (not t and t.z).y end)) --> false	constant_conditions.lua:12: attempt to index a boolean value
print(pcall(function() return ((1 and nil) or t.z).y end)) --> false	constant_conditions.lua:13: attempt to index field 'z' (a nil value)
print(pcall(assert, false, "C's end\0of text")) --> false	C's end
print(pcall(function() return ((t or 1) and t.z).y end)) --> false	constant_conditions.lua:15: attempt to index field 'z' (a nil value)
print(pcall(function() return ((t and nil) or t.z).y end)) --> false	constant_conditions.lua:16: attempt to index field 'z' (a nil value)
print(pcall(function() return ((t and 1) and t.z).y end)) --> false	constant_conditions.lua:17: attempt to index a nil value
print(pcall(function() return (not (t or 1) or t.z).y end)) --> false	constant_conditions.lua:18: attempt to index field 'z' (a nil value)
