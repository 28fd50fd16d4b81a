local function f() return x end
x = "global"
print(f(), getfenv(f) == _G, getfenv() == _G, getfenv(0) == _G, getfenv(print) == _G) --> global	true	true	true	true
print(setfenv(f, { x = "own" }) == f, f(), getfenv(f).x) --> true	own	own
local g = loadstring("y = 5 return y, x")
local env = setmetatable({}, { __index = _G })
setfenv(g, env)
print(g()) --> 5	global
print(y, env.y) --> nil	5
local function change()
  setfenv(1, { print = print, z = "changed" })
  print(z, x)
end
change() --> changed	nil
local function inner() setfenv(2, { print = print, w = "by callee" }) end
local function outer() inner() print(w) end
outer() --> by callee
local made = setfenv(loadstring("return function() return v end"), { v = "inherited" })()
print(made()) --> inherited
print(pcall(setfenv, next, {})) --> false	'setfenv' cannot change environment of given object
print(pcall(setfenv, 1)) --> false	bad argument #2 to '?' (table expected, got no value)
print(pcall(setfenv, 100, {})) --> false	bad argument #1 to '?' (invalid level)
print(pcall(getfenv, -1)) --> false	bad argument #1 to '?' (level must be non-negative)
print(pcall(getfenv, 100)) --> false	bad argument #1 to '?' (invalid level)
print(pcall(getfenv, "x")) --> false	bad argument #1 to '?' (number expected, got string)
