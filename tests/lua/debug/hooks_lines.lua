-- The lines that a line hook is told of (manual 5.9, debug.sethook). The chunks are loaded while it is set.
local function trace(source)
  local lines = {}
  debug.sethook(function(event, line)
    if debug.getinfo(2, "S").short_src == "traced" then lines[#lines + 1] = line end
  end, "l")
  local chunk = loadstring(source, "=traced")
  pcall(chunk)
  debug.sethook()
  print(table.concat(lines, " "))
end
trace([[if
math.sin(1)
then
  a=1
else
  a=2
end
]]) --> 2 4 7
trace([[--
if nil then
  a=1
else
  a=2
end
]]) --> 2 5 6
trace([[a=1
repeat
  a=a+1
until a==3
]]) --> 1 3 4 3 4
trace([[ do
  return
end
]]) --> 2
trace([[local a
a=1
while a<=3 do
  a=a+1
end
]]) --> 2 3 4 3 4 3 4 3 5
trace([[while math.sin(1) do
  if math.sin(1)
  then
    break
  end
end
a=1]]) --> 1 2 4 7
trace([[for i=1,3 do
  a=i
end
]]) --> 1 2 1 2 1 2 1 3
trace([[for i,v in pairs{'a','b'} do
  a=i..v
end
]]) --> 1 2 1 2 1 3
trace([[for i=1,4 do a=1 end]]) --> 1 1 1 1 1
trace([[for i=1,4 do end]]) --> 1 1 1 1 1
trace([[
local t = {
  x = function()
     return 1
  end,
  y = tostring(2),
}
local function f(a,
    b)
  local c = a + b
  if c > 1 then
    local d = c
    d = 2
  else
    c = 2
  end
  return c,
     a
end
tostring(
  f(1,
    2),
  f(3,
    f(
     4, 5))
)
t.z =
  t.x()
  + 1
local s = "a" ..
   t.x() ..
   "b" ..
   t.x()
while true do
  if s then break end
end
local i = 0
while i < 3 do
  i = i + 1
  if i == 2 then
    i = i + 0
  end
  i = i + 1
end
function t.foo(a)
  return t.x(a)
end
function t:bar()
  return t.foo(self)
end
t:bar()
do local x, y = 1, 2; x = y end
local z
local w = nil
z = function() end
pcall(function()
  error("x")
end)
for k in pairs({1,2}) do if k == 2 then break end end
for k in pairs({1,2}) do
  local q = k
  if q then q() end
end
]]) --> 1 4 5 18 19 20 21 20 9 10 11 12 16 17 22 23 24 23 9 10 11 12 16 17 22 9 10 11 12 16 17 19 27 3 28 29 30 3 31 32 3 34 36 37 38 39 42 37 38 39 42 37 46 44 49 47 50 48 45 3 51 52 54 55 57 55 56 58 58 58 59 60 61
-- operators, calls and tables over many lines; what ends a table, and a call that is returned
trace([[
local a, b = 1, 2
local sum = a
  + b
local t = {
  a,
  tostring(
    b
  ),
  function() end,
}
local function f()
  return tostring(
    a
  )
end
f()
local s = not a
  or
  b == 2
t[
  a
] = (a and
  b) or
  "x"
]]) --> 1 3 4 5 6 8 6 9 10 15 16 12 14 12 14 18 19 22 23 24
-- `break` and the ends of branches: nothing is told of jumps that are jumped to
trace([[
for i = 1, 2 do
  if i == 1 then
    a = 1
  else
    break
  end
  if i == 3 then
    a = 2
  end
  break
end
while true do
  if a then
    if not a then
      a = 3
    end
  else
    a = 4
  end
  if a then a = nil end
  break
end
]]) --> 1 2 3 7 13 14 20 21 22
