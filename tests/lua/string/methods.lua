print(("x"):rep(3), ("%d"):format(5), #("abc"), ("abc").len == string.len, ("abc").nothing) --> xxx	5	3	true	nil
print(pcall(function() return ("abc").x.y end)) --> false	methods.lua:2: attempt to index field 'x' (a nil value)
string.twice = function(s) return s .. s end
print(("ab"):twice()) --> abab
string.twice = nil
print(pcall(function() return ("ab"):twice() end))
--> false	methods.lua:6: attempt to call method 'twice' (a nil value)
print(("5" + 1), ("0x10" * 2), pcall(function() return "x" + 1 end))
--> 6	32	false	methods.lua:8: attempt to perform arithmetic on a string value
print("a" < "b", "a" < "B", "" < "a", "a\0b" < "a\0c", "Z" < "a", "10" < "9") --> true	false	true	true	true	true
