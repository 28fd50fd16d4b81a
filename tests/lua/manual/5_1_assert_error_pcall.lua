-- 5.1: assert, error, pcall, xpcall.
print(assert(1, "not shown", 3)) print(pcall(assert, false)) print(pcall(assert, nil, "why")) print(pcall(assert))
--> 1	not shown	3
--> false	assertion failed!
--> false	why
--> false	bad argument #1 to '?' (value expected)
print(pcall(assert, false, {}) == false, select(2, pcall(assert, false, 5))) --> true	5
print(pcall(error, {code = 1}) == false, select(2, pcall(error, {code = 1})).code) --> true	1
print(pcall(function() error("here") end)) print(pcall(function() error("nowhere", 0) end))
--> false	5_1_assert_error_pcall.lua:9: here
--> false	nowhere
print(pcall(function(...) return select("#", ...), ... end, 1, nil, nil)) --> true	3	1	nil	nil
print(pcall(nil)) print(pcall(1))
--> false	attempt to call a nil value
--> false	attempt to call a number value
print(xpcall(function() return "fine" end, print)) --> true	fine
print(xpcall(function() local x = nil + 1 end, function(m) return (m:gsub("^.-:%d+: ", "")) end)) --> false	attempt to perform arithmetic on a nil value
print(xpcall(function() error("first") end, function() error("second") end)) --> false	error in error handling
print(pcall(xpcall)) print(pcall(xpcall, print))
--> false	bad argument #2 to '?' (value expected)
--> false	bad argument #2 to '?' (value expected)
