local protected = setmetatable({}, { __metatable = "no" })
print(getmetatable(protected), type(debug.getmetatable(protected))) --> no	table
print(debug.setmetatable(protected, nil), debug.getmetatable(protected)) --> true	nil
debug.setmetatable(5, { __index = function(n, key) return key .. n end })
print((5).x, (6).y) --> x5	y6
debug.setmetatable(5, nil)
print(pcall(function() return (5).x end)) --> false	metatables_registry.lua:7: attempt to index a number value
debug.setmetatable(nil, { __index = function() return "nil indexed" end })
print((nil).x) --> nil indexed
debug.setmetatable(nil, nil)
debug.setmetatable(print, { __concat = function() return "functions joined" end })
print(print .. next) --> functions joined
debug.setmetatable(print, nil)
debug.setmetatable(true, { __call = function(_, x) return x end })
print((true)(7)) --> 7
debug.setmetatable(true, nil)
print(type(debug.getregistry()), debug.getregistry()._LOADED == package.loaded) --> table	true
print(pcall(debug.setmetatable, 1)) --> false	bad argument #2 to '?' (nil or table expected)
print(pcall(debug.setmetatable, 1, 2)) --> false	bad argument #2 to '?' (nil or table expected)
print(pcall(debug.getmetatable)) --> false	bad argument #1 to '?' (value expected)
