-- 2.8: __index and __newindex as functions and as tables, in chains; raw access asks neither.
local log = {}
local t = setmetatable({present = 1}, {
  __index = function(self, key) log[#log + 1] = "get " .. tostring(key) return key .. "!" end,
  __newindex = function(self, key, v) log[#log + 1] = "set " .. key rawset(self, key, v) end,
})
print(t.present, t.absent, rawget(t, "absent")) --> 1	absent!	nil
t.present, t.new = 2, 3
t.new = 4
print(table.concat(log, ", "), t.new) --> get absent, set new	4
local base = {inherited = "base", shared = {}}
local middle = setmetatable({own = "middle"}, {__index = base})
local object = setmetatable({}, {__index = middle})
print(object.inherited, object.own, object.shared == base.shared, object.none) --> base	middle	true	nil
local store = {}
local writer = setmetatable({}, {__newindex = store})
writer.x = 1
print(rawget(writer, "x"), store.x) --> nil	1
-- keys with the value nil are absent; false is a value
local counted = 0
local f = setmetatable({no = false}, {__index = function() counted = counted + 1 end})
print(f.no, f.x, counted) --> false	nil	1
print(("text").len == string.len, ("text").missing) --> true	nil
print(pcall(function() return (1).x end)) --> false	2_8_index_events.lua:24: attempt to index a number value
print(pcall(function() local s = "x" s.y = 1 end)) --> false	2_8_index_events.lua:25: attempt to index local 's' (a string value)
local loop = setmetatable({}, {}) getmetatable(loop).__index = loop
print(pcall(function() return loop.x end)) --> false	2_8_index_events.lua:27: loop in gettable
getmetatable(loop).__newindex = loop
print(pcall(function() loop.x = 1 end)) --> false	2_8_index_events.lua:29: loop in settable
