-- The words of errors, with the variable's name (ldebug.c of 5.1).
local function try(f, ...) print(select(2, pcall(f, ...))) end
local up
local t = {field = nil, number = 5, text = "s", list = {}}
try(function() local x; x.y = 1 end) --> messages.lua:5: attempt to index local 'x' (a nil value)
try(function() local x; return x.y end) --> messages.lua:6: attempt to index local 'x' (a nil value)
try(function() return undefined.y end) --> messages.lua:7: attempt to index global 'undefined' (a nil value)
try(function() undefined.y = 1 end) --> messages.lua:8: attempt to index global 'undefined' (a nil value)
try(function() return up.y end) --> messages.lua:9: attempt to index upvalue 'up' (a nil value)
try(function() up.x = 1 end) --> messages.lua:10: attempt to index upvalue 'up' (a nil value)
try(function() return t.field.y end) --> messages.lua:11: attempt to index field 'field' (a nil value)
try(function() t.field.y = 1 end) --> messages.lua:12: attempt to index field 'field' (a nil value)
try(function() return t["field"].y end) --> messages.lua:13: attempt to index field 'field' (a nil value)
try(function() return t[1].y end) --> messages.lua:14: attempt to index field '?' (a nil value)
try(function() local k = "q"; return t[k].y end) --> messages.lua:15: attempt to index field '?' (a nil value)
try(function() return t.list.a.b.c end) --> messages.lua:16: attempt to index field 'a' (a nil value)
try(function() return ("x").y.z end) --> messages.lua:17: attempt to index field 'y' (a nil value)
try(function() return (nil).x end) --> messages.lua:18: attempt to index a nil value
try(function() return (1 + 1).x.y end) --> messages.lua:19: attempt to index a number value
try(function() return t.text.a.b end) --> messages.lua:20: attempt to index field 'a' (a nil value)
-- calls
try(function() undefined() end) --> messages.lua:22: attempt to call global 'undefined' (a nil value)
try(function() local f = 5; f() end) --> messages.lua:23: attempt to call local 'f' (a number value)
try(function() up() end) --> messages.lua:24: attempt to call upvalue 'up' (a nil value)
try(function() t.field() end) --> messages.lua:25: attempt to call field 'field' (a nil value)
try(function() t:method() end) --> messages.lua:26: attempt to call method 'method' (a nil value)
try(function() t.list:method() end) --> messages.lua:27: attempt to call method 'method' (a nil value)
try(function() t.number:method() end) --> messages.lua:28: attempt to index field 'number' (a number value)
try(function() up:method() end) --> messages.lua:29: attempt to index upvalue 'up' (a nil value)
try(function() undefined:method() end) --> messages.lua:30: attempt to index global 'undefined' (a nil value)
try(function() t[1]() end) --> messages.lua:31: attempt to call field '?' (a nil value)
try(function() (function() end)()() end) --> messages.lua:32: attempt to call a nil value
try(function() ("x")() end) --> messages.lua:33: attempt to call a string value
try(function() return t.number() end) --> messages.lua:34: attempt to call field 'number' (a number value)
try(function() return undefined() end) --> messages.lua:35: attempt to call global 'undefined' (a nil value)
-- arithmetic
try(function() return 1 + nil end) --> messages.lua:37: attempt to perform arithmetic on a nil value
try(function() return t.field + 1 end)
--> messages.lua:38: attempt to perform arithmetic on field 'field' (a nil value)
try(function() return 1 - t.field end)
--> messages.lua:40: attempt to perform arithmetic on field 'field' (a nil value)
try(function() local a = "x"; return a * 2 end)
--> messages.lua:42: attempt to perform arithmetic on local 'a' (a string value)
try(function() local a, b = 1, {}; return a / b end)
--> messages.lua:44: attempt to perform arithmetic on local 'b' (a table value)
try(function() local a, b = {}, 1; return a % b end)
--> messages.lua:46: attempt to perform arithmetic on local 'a' (a table value)
try(function() return up ^ 2 end) --> messages.lua:48: attempt to perform arithmetic on upvalue 'up' (a nil value)
try(function() return -t.text end) --> messages.lua:49: attempt to perform arithmetic on field 'text' (a string value)
try(function() return -undefined end)
--> messages.lua:50: attempt to perform arithmetic on global 'undefined' (a nil value)
try(function() local a = "10"; local b = {}; return a + b end)
--> messages.lua:52: attempt to perform arithmetic on local 'b' (a table value)
try(function() local a; a = a + 1 end) --> messages.lua:54: attempt to perform arithmetic on local 'a' (a nil value)
try(function() undefined = undefined + 1 end)
--> messages.lua:55: attempt to perform arithmetic on global 'undefined' (a nil value)
try(function() t.field = t.field * 2 end)
--> messages.lua:57: attempt to perform arithmetic on field 'field' (a nil value)
try(function() return {} + 1 end) --> messages.lua:59: attempt to perform arithmetic on a table value
try(function() return t.list + t.number end)
--> messages.lua:60: attempt to perform arithmetic on field 'list' (a table value)
try(function() return up + undefined end)
--> messages.lua:62: attempt to perform arithmetic on upvalue 'up' (a nil value)
-- concatenation, length, comparison
try(function() return "a" .. nil end) --> messages.lua:65: attempt to concatenate a nil value
try(function() return "a" .. t.field end) --> messages.lua:66: attempt to concatenate field 'field' (a nil value)
try(function() return t.list .. "a" end) --> messages.lua:67: attempt to concatenate field 'list' (a table value)
try(function() local x = true; return "a" .. x .. "b" end)
--> messages.lua:68: attempt to concatenate local 'x' (a boolean value)
try(function() return undefined .. "x" end)
--> messages.lua:70: attempt to concatenate global 'undefined' (a nil value)
try(function() return #nil end) --> messages.lua:72: attempt to get length of a nil value
try(function() return #t.field end) --> messages.lua:73: attempt to get length of field 'field' (a nil value)
try(function() return #5 end) --> messages.lua:74: attempt to get length of a number value
try(function() local n = 5; return #n end) --> messages.lua:75: attempt to get length of local 'n' (a number value)
try(function() return 1 < "x" end) --> messages.lua:76: attempt to compare number with string
try(function() return {} < {} end) --> messages.lua:77: attempt to compare two table values
try(function() return nil > 1 end) --> messages.lua:78: attempt to compare number with nil
-- for
try(function() for i = "a", 2 do end end) --> messages.lua:80: 'for' initial value must be a number
try(function() for i = 1, {} do end end) --> messages.lua:81: 'for' limit must be a number
try(function() for i = 1, 2, print do end end) --> messages.lua:82: 'for' step must be a number
try(function() for k in nil do end end) --> messages.lua:83: attempt to call a nil value
try(function() for k in 5 do end end) --> messages.lua:84: attempt to call a number value
try(function() for k in t.list do end end) --> messages.lua:85: attempt to call a table value
-- host functions
try(function() string.rep() end) --> messages.lua:87: bad argument #1 to 'rep' (string expected, got no value)
try(function() ("x"):rep() end) --> messages.lua:88: bad argument #1 to 'rep' (number expected, got no value)
try(function() ("x"):rep({}) end) --> messages.lua:89: bad argument #1 to 'rep' (number expected, got table)
try(function() string.rep("x", "y") end) --> messages.lua:90: bad argument #2 to 'rep' (number expected, got string)
try(function() table.concat({1, {}, 3}) end)
--> messages.lua:91: invalid value (table) at index 2 in table for 'concat'
try(function() table.insert(nil, 1) end) --> messages.lua:93: bad argument #1 to 'insert' (table expected, got nil)
try(function() setmetatable(1, {}) end)
--> messages.lua:94: bad argument #1 to 'setmetatable' (table expected, got number)
try(function() local s = string; s.sub() end)
--> messages.lua:96: bad argument #1 to 'sub' (string expected, got no value)
try(function() math.floor("x") end) --> messages.lua:98: bad argument #1 to 'floor' (number expected, got string)
try(function() tostring() end) --> messages.lua:99: bad argument #1 to 'tostring' (value expected)
try(function() ipairs() end) --> messages.lua:100: bad argument #1 to 'ipairs' (table expected, got no value)
try(string.rep) --> bad argument #1 to '?' (string expected, got no value)
try(string.rep, "x", {}) --> bad argument #2 to '?' (number expected, got table)
try(function() local f = string.rep; f() end)
--> messages.lua:103: bad argument #1 to 'f' (string expected, got no value)
try(function() t.list.f = string.rep; t.list.f(t.list) end)
--> messages.lua:105: bad argument #1 to 'f' (string expected, got table)
try(function() t.list:f() end) --> messages.lua:107: calling 'f' on bad self (string expected, got table)
-- lines of multi-line expressions
try(function() --> messages.lua:112: attempt to perform arithmetic on a nil value
  local a = 1
  local b = a +
    nil
end)
try(function() --> messages.lua:117: attempt to index global 'undefined' (a nil value)
  local x = {
    a = 1,
    b = undefined.z,
  }
end)
try(function() --> messages.lua:124: attempt to index global 'undefined' (a nil value)
  print(
    1,
    undefined.z
  )
end)
try(function() --> messages.lua:127: attempt to call global 'undefined' (a nil value)
  undefined(
    1,
    2
  )
end)
try(function() --> messages.lua:136: attempt to index field 'a' (a nil value)
  t
  .list
  .a
  .b = 1
end)
