print(pcall(table.sort)) --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(table.sort, { 1, 2 }, 5)) --> false	bad argument #2 to '?' (function expected, got number)
print(pcall(table.sort, { 1, "x" })) --> false	attempt to compare string with number
print(pcall(table.sort, { {}, {} })) --> false	attempt to compare two table values
print(pcall(table.sort, { 1, nil, 3 }) ~= nil) --> true
print(pcall(table.sort, { 3, 2, true })) --> false	attempt to compare boolean with number
print(pcall(table.sort, { 1, 2, 3, 4, 5 }, function() return true end)) --> false	invalid order function for sorting
print(pcall(table.sort, { 1, 2, 3 }, function() error("compare", 0) end)) --> false	compare
print(pcall(table.sort, { 1, 2, 3 }, function() return end)) --> true
print(pcall(table.sort, { "x", {} })) --> false	attempt to compare table with string
print(pcall(table.sort, { true, false })) --> false	attempt to compare two boolean values
local t = { 5, 4, 3, 2, 1 }
local n = 0
pcall(table.sort, t, function(a, b) n = n + 1 if n > 4 then error("stop") end return a < b end)
print(table.concat(t, " ")) --> 1 4 2 3 5
print(select(2, pcall(function() table.sort({ 1, 2, 3, 4, 5, 6 }, function(a, b) return true end) end)))
--> sort_errors.lua:16: invalid order function for sorting
