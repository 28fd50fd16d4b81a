local function try(f, ...) print(select(2, pcall(f, ...))) end
try(function() error("plain") end) --> error_levels.lua:2: plain
try(function() error("zero", 0) end) --> zero
try(function() error("one", 1) end) --> error_levels.lua:4: one
local function blamed() error("two", 2) end
try(function() blamed() end) --> error_levels.lua:6: two
local function deep() blamed() end
try(function() --> error_levels.lua:7: two
  local ok = true
  deep()
  return ok
end)
try(function() error() end) --> nil
try(function() error(nil, 2) end) --> nil
try(function() error(42) end) --> error_levels.lua:15: 42
try(function() error(42, 0) end) --> 42
try(error, "from pcall") --> from pcall
try(error, "from pcall", 2) --> error_levels.lua:1: from pcall
local ok, value = pcall(error, { code = 7 })
print(ok, type(value), value.code) --> false	table	7
local marker = {}
print(select(2, pcall(error, marker)) == marker) --> true
print(pcall(error, true)) --> false	true
try(function() error("level too high", 50) end) --> level too high
