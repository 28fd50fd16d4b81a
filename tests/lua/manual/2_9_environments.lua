-- 2.9: a function's environment is that of its maker; setfenv changes one function's.
x = "global"
local function read() return x end
local made = setfenv(function() return function() return x end end, {x = "inner"})
print(read(), made()()) --> global	inner
setfenv(read, {x = "changed"})
print(read(), x, getfenv(read).x, getfenv(read) == getfenv(made())) --> changed	global	changed	false
local function level() setfenv(1, {x = "own", print = print}) y = "mine" return x, y end
print(level()) print(y)
--> own	mine
--> nil
print(getfenv(1) == _G, getfenv() == _G, getfenv(0) == _G, getfenv(print) == _G) --> true	true	true	true
local sandbox = setmetatable({}, {__index = _G})
local chunk = setfenv(loadstring("made_here = 1 return made_here, print ~= nil"), sandbox)
print(chunk()) print(made_here, sandbox.made_here)
--> 1	true
--> nil	1
print(pcall(setfenv, string.len, {})) --> false	'setfenv' cannot change environment of given object
print(pcall(setfenv, 100, {})) --> false	bad argument #1 to '?' (invalid level)
print(pcall(getfenv, 100)) --> false	bad argument #1 to '?' (invalid level)
print(pcall(getfenv, -1)) --> false	bad argument #1 to '?' (level must be non-negative)
print(pcall(setfenv, read)) --> false	bad argument #2 to '?' (table expected, got no value)
