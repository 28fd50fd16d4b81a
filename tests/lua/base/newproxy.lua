local plain = newproxy()
print(type(plain), getmetatable(plain)) --> userdata	nil
local proxy = newproxy(true)
print(type(getmetatable(proxy))) --> table
getmetatable(proxy).__index = function(_, key) return key .. "!" end
getmetatable(proxy).__len = function() return 42 end
print(proxy.x, #proxy) --> x!	42
local other = newproxy(proxy)
print(getmetatable(other) == getmetatable(proxy), other.y, other == proxy) --> true	y!	false
print(pcall(newproxy, 1)) --> false	bad argument #1 to '?' (boolean or proxy expected)
print(pcall(newproxy, {})) --> false	bad argument #1 to '?' (boolean or proxy expected)
print(newproxy(false) ~= nil) --> true
