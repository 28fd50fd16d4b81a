-- Library functions that call library functions without end: no Lua function lies between.
print(pcall(tostring, setmetatable({}, { __tostring = tostring }))) --> false	C stack overflow
print(pcall(print, setmetatable({}, { __tostring = print }))) --> false	C stack overflow
local itself = setmetatable({}, {})
getmetatable(itself).__tostring = itself
getmetatable(itself).__call = tostring
print(pcall(tostring, itself)) --> false	C stack overflow
local each = {}
each[each] = table.foreach
print(pcall(table.foreach, each, table.foreach)) --> false	C stack overflow

-- each pcall catches its own
local function show(...)
  local levels = select("#", ...)
  print(levels > 150, levels < 250, (select(levels - 1, ...)), (select(levels, ...)))
end
show(pcall(setmetatable({}, { __call = pcall }))) --> true	true	false	C stack overflow
local pcalls = {}
for i = 1, 5000 do pcalls[i] = pcall end
show(pcall(unpack(pcalls))) --> true	true	false	C stack overflow
