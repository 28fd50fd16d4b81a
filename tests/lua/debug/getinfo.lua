local function f(a, b, ...)
  return a
end
local i = debug.getinfo(f)
print(i.what, i.short_src, i.source, i.linedefined, i.lastlinedefined, i.currentline, i.nups, i.namewhat, i.name, i.func == f)
--> Lua	getinfo.lua	@getinfo.lua	1	3	-1	0		nil	true
i = debug.getinfo(print == nil and f or next)
print(i.what, i.short_src, i.source, i.linedefined, i.lastlinedefined, i.currentline, i.namewhat, i.func == next)
--> C	[C]	=[C]	-1	-1	-1		true
local function where()
  local i = debug.getinfo(2, "nSl")
  return i.name, i.namewhat, i.currentline, i.what
end
local function named() local a, b, c, d = where() return a, b, c, d end
print(named()) --> named	local	14	Lua
local t = { method = function(self) local a, b, c, d = where() return a, b, c, d end }
print(t.method()) --> method	field	16	Lua
print(t:method()) --> method	method	16	Lua
function global_function() local a, b, c, d = where() return a, b, c, d end
print(global_function()) --> global_function	global	19	Lua
print(debug.getinfo(1, "l").currentline, debug.getinfo(1, "S").what) --> 21	main
print(debug.getinfo(1000)) --> nil
print(debug.getinfo(0, "S").what, debug.getinfo(0, "n").name) --> C	getinfo
local count = 0
for _ in pairs(debug.getinfo(f, "f")) do count = count + 1 end
print(count) --> 1
print(pcall(debug.getinfo)) --> false	bad argument #1 to '?' (function or level expected)
print(pcall(debug.getinfo, "x")) --> false	bad argument #1 to '?' (function or level expected)
print(pcall(debug.getinfo, 1, "?")) --> false	bad argument #2 to '?' (invalid option)
print(pcall(debug.getinfo, 1, {})) --> false	bad argument #2 to '?' (string expected, got table)
print(pcall(debug.getinfo, coroutine.create(function() end), 0, {})) --> false	bad argument #3 to '?' (string expected, got table)
print(pcall(debug.getinfo, {})) --> false	bad argument #1 to '?' (function or level expected)
local upvalue_user = function() return f, t end
print(debug.getinfo(upvalue_user, "u").nups) --> 2
local function tail() return where() end
print((tail())) -->

-- a level below 0 is one that tail calls have left
do
  local keys = {}
  for k, v in pairs(debug.getinfo(-1)) do keys[#keys + 1] = k .. "=" .. tostring(v) end
  table.sort(keys)
  print(table.concat(keys, " ")) --> currentline=-1 lastlinedefined=-1 linedefined=-1 name= namewhat= nups=0 short_src=(tail call) source==(tail call) what=tail
  print(debug.getinfo(1e10), debug.getinfo(-5, "f").func) --> nil	nil
end
