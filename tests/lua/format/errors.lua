local function try(...) print(select(2, pcall(string.format, ...))) end
try("%d") --> bad argument #2 to '?' (no value)
try("%d", "x") --> bad argument #2 to '?' (number expected, got string)
try("%d", nil) --> bad argument #2 to '?' (number expected, got nil)
try("%d", {}) --> bad argument #2 to '?' (number expected, got table)
try("%d %d", 1) --> bad argument #3 to '?' (no value)
try("%y", 1) --> invalid option '%y' to 'format'
try("%", 1) --> invalid option '%' to 'format'
try("%") --> bad argument #2 to '?' (no value)
try("%5") --> bad argument #2 to '?' (no value)
try("%a", 1) --> invalid option '%a' to 'format'
try("%F", 1) --> invalid option '%F' to 'format'
try("%123d", 1) --> invalid format (width or precision too long)
try("%.123d", 1) --> invalid format (width or precision too long)
try("%-+ #0d", 1) --> +1
try("%-+ #0-d", 1) --> invalid format (repeated flags)
try("%------d", 1) --> invalid format (repeated flags)
try("%l", 1) --> invalid option '%l' to 'format'
try("%ld", 1) --> invalid option '%l' to 'format'
try("%*d", 1, 2) --> invalid option '%*' to 'format'
try() --> bad argument #1 to '?' (string expected, got no value)
try({}) --> bad argument #1 to '?' (string expected, got table)
try("%c", "x") --> bad argument #2 to '?' (number expected, got string)
print(select(2, pcall(function() return ("%d"):format("x") end)))
--> errors.lua:24: bad argument #1 to 'format' (number expected, got string)
print(select(2, pcall(function() return ("%d"):format() end)))
--> errors.lua:26: bad argument #1 to 'format' (no value)
