-- 2.3: globals, locals, fields; what was never assigned is nil.
print(never_assigned, type(never_assigned)) --> nil	nil
x = 10
do
  local x = x
  print(x) --> 10
  x = x + 1
  do
    local x = x + 1
    print(x) --> 12
  end
  print(x) --> 11
end
print(x, _G.x, _G["x"]) --> 10	10	10
_G.y = "through _G"
print(y) --> through _G
local t = {a = {b = {c = "deep"}}}
print(t.a.b.c, t["a"]["b"]["c"], t.a["b"].c) --> deep	deep	deep
print(pcall(function() return t.missing.field end)) --> false	2_3_variables.lua:19: attempt to index field 'missing' (a nil value)
print(pcall(function() t.missing.field = 1 end)) --> false	2_3_variables.lua:20: attempt to index field 'missing' (a nil value)
