-- 2.7: pcall and error; a message is any value; error positions by level.
print(pcall(error, "message")) print(pcall(error, "message", 0)) print(pcall(error)) print(pcall(error, nil))
--> false	message
--> false	message
--> false	nil
--> false	nil
local function raise(level) error("message", level) end
print(pcall(raise, 0)) --> false	message
print(pcall(raise, 1)) --> false	2_7_errors.lua:7: message
print(pcall(raise, 2)) --> false	message
print(pcall(function() raise(2) end)) --> false	2_7_errors.lua:11: message
local t = {code = 7}
local ok, value = pcall(error, t)
print(ok, value == t, value.code) --> false	true	7
print(pcall(function() error({}, 2) end) == false, select("#", pcall(error))) --> true	2
print(xpcall(function() error("inner") end, function(m) return "handled: " .. m end)) --> false	handled: 2_7_errors.lua:16: inner
print(xpcall(function() return 1, 2 end, error)) --> true	1	2
print(pcall(pcall, error, "nested")) --> true	false	nested
print(pcall(function() local x = nil; x.field = 1 end)) --> false	2_7_errors.lua:19: attempt to index local 'x' (a nil value)
print(select(2, pcall(error, setmetatable({}, {__tostring = function() return "object" end}))) ~= nil) --> true
