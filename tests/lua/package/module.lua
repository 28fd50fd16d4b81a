local function define()
  module("one.two", package.seeall)
  value = 5
  function get() return value, type(print) end
end
define()
print(one.two.value, one.two.get()) --> 5	5	function
print(one.two._NAME, one.two._PACKAGE, rawget(_G, "value")) --> one.two	one.	nil
local function plain()
  local getfenv = getfenv
  module("bare")
  x = getfenv(1)._NAME
end
plain()
print(bare.x, bare.print) --> bare	nil
local seen
local function with_options() local keep = function(m) seen = m end module("options", keep, keep) end
with_options()
print(seen == options, seen._NAME) --> true	options
conflict = 5
print(pcall(function() module("conflict.x") end)) --> false	module.lua:21: name conflict for module 'conflict.x'
print(pcall(module, "x")) --> false	'module' not called from a Lua function
print(pcall(module)) --> false	bad argument #1 to '?' (string expected, got no value)
print(package.seeall({}), pcall(package.seeall)) --> nil	false	bad argument #1 to '?' (table expected, got no value)
local again = function() module("one.two") another = 1 end
again()
print(one.two.another, one.two.value) --> 1	5

-- every option is called
local pcall, print, setmetatable = pcall, print, setmetatable
print(pcall(function() module("with.number", 5) end)) --> false	attempt to call a number value
print(pcall(function() module("with.nil", nil) end)) --> false	attempt to call a nil value
print(pcall(function() --> called	table
  module("with.callable", setmetatable({}, { __call = function(_, m) print("called", _G.type(m)) end }))
end)) --> true
