print(("hello world"):gsub("%w+", string.upper)) --> HELLO WORLD	2
print(("a1b2"):gsub("(%a)(%d)", function(a, d) return d .. a end)) --> 1a2b	2
print(("abc"):gsub("%w", function(c) if c == "b" then return nil end return c .. "." end)) --> a.bc.	3
print(("abc"):gsub("%w", function() return false end)) --> abc	3
print(("abc"):gsub("%w", function() end)) --> abc	3
print(("abc"):gsub("%w", function() return 1.5 end)) --> 1.51.51.5	3
print(("$name is $age"):gsub("%$(%w+)", { name = "Lua", age = 18 })) --> Lua is 18	2
print(("$x"):gsub("%$(%w+)", setmetatable({}, { __index = function(_, k) return "<" .. k .. ">" end }))) --> <x>	1
print(("abc"):gsub("()b()", function(a, b) return a .. b end)) --> a23c	1
print(pcall(string.gsub, "x", "x", function() return {} end)) --> false	invalid replacement value (a table)
print(pcall(string.gsub, "x", "x", function() return true end)) --> false	invalid replacement value (a boolean)
print(pcall(string.gsub, "x", "x", { x = print })) --> false	invalid replacement value (a function)
print(pcall(string.gsub, "x", "x", function() error("inside", 0) end)) --> false	inside
print(pcall(string.gsub, "x", "x")) --> false	bad argument #3 to '?' (string/function/table expected)
print(pcall(string.gsub, "x", "x", nil)) --> false	bad argument #3 to '?' (string/function/table expected)
print(pcall(string.gsub, "x", "x", true)) --> false	bad argument #3 to '?' (string/function/table expected)
print(pcall(string.gsub, "x", "x", "y", {})) --> false	bad argument #4 to '?' (number expected, got table)
print(pcall(string.gsub, "x")) --> false	bad argument #2 to '?' (string expected, got no value)
print(pcall(string.gsub, "x", "(x", "%1")) --> false	unfinished capture
print(pcall(string.gsub, "x", "x", "%2")) --> false	invalid capture index
print(pcall(string.gsub, "x", "(x)", "%3")) --> false	invalid capture index
print(("x"):gsub("(x", "plain")) --> plain	1
