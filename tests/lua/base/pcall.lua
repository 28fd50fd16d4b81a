print(pcall(function() return end)) --> true
print(pcall(function() return 1 end)) --> true	1
print(pcall(function() return 1, nil, 3 end)) --> true	1	nil	3
print(pcall(function(...) return select("#", ...), ... end, nil, 2)) --> true	2	nil	2
print(pcall(pcall)) --> false	bad argument #1 to '?' (value expected)
print(pcall(pcall, error, "x")) --> true	false	x
print(pcall(pcall, pcall, pcall)) --> true	true	false	bad argument #1 to '?' (value expected)
print(pcall(nil)) --> false	attempt to call a nil value
print(pcall(5)) --> false	attempt to call a number value
print(pcall({})) --> false	attempt to call a table value
print(pcall(setmetatable({}, { __call = function(self, a) return type(self), a end }), "argument"))
--> true	table	argument
local function nested(n)
  if n == 0 then error("bottom", 0) end
  local ok, message = pcall(nested, n - 1)
  error(message .. "<" .. n, 0)
end
print(pcall(nested, 5)) --> false	bottom<1<2<3<4<5
