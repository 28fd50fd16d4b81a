-- Coroutines (manual 2.11, 5.2).
local co = coroutine.create(function(a, b)
  print("start", a, b)
  local c = coroutine.yield(a + b)
  print("got", c)
  local d, e = coroutine.yield(c * 2, "x")
  print("got", d, e)
  return "done", nil
end)
print(type(co), coroutine.status(co))
--> thread	suspended
--> start	1	2
print(coroutine.resume(co, 1, 2)) --> true	3
print(coroutine.status(co))
--> suspended
--> got	10
print(coroutine.resume(co, 10))
--> true	20	x
--> got	p	q
print(coroutine.resume(co, "p", "q")) --> true	done	nil
print(coroutine.status(co), coroutine.resume(co)) --> dead	false	cannot resume dead coroutine
print(coroutine.resume(co)) --> false	cannot resume dead coroutine
-- yield and resume with no values
local empty = coroutine.create(function() coroutine.yield(); coroutine.yield(nil) end)
print(select("#", coroutine.resume(empty)), select("#", coroutine.resume(empty)), select("#", coroutine.resume(empty)))
--> 1	2	1
-- wrap
local gen = coroutine.wrap(function(...) for i = 1, 3 do coroutine.yield(i, ...) end return "last" end)
print(gen("a", "b")) --> 1	a	b
print(gen("ignored")) --> 2	a	b
print(gen(), gen()) --> 3	last
print(select(2, pcall(gen))) --> cannot resume dead coroutine
local squares = {}
for v in coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i * i) end end) do squares[#squares + 1] = v end
print(table.concat(squares, " ")) --> 1 4 9
-- status and running
print(coroutine.running())
--> nil
--> inner	normal	running	true
--> false	cannot resume normal coroutine
--> false	cannot resume running coroutine
--> outer	running	dead	true
local outer, inner
outer = coroutine.create(function()
  inner = coroutine.create(function()
    print("inner", coroutine.status(outer), coroutine.status(inner), coroutine.running() == inner)
    print(coroutine.resume(outer))
    print(coroutine.resume(inner))
  end)
  coroutine.resume(inner)
  print("outer", coroutine.status(outer), coroutine.status(inner), coroutine.running() == outer)
end)
print(coroutine.resume(outer)) --> true
-- errors
local bad = coroutine.create(function() local x = nil; return x.y end)
print(coroutine.resume(bad)) --> false	basic.lua:55: attempt to index local 'x' (a nil value)
print(coroutine.status(bad), coroutine.resume(bad)) --> dead	false	cannot resume dead coroutine
local ok, e = coroutine.resume(coroutine.create(function() error({code = 5}) end))
print(ok, e.code) --> false	5
print(pcall(coroutine.wrap(function() error("in wrap") end))) --> false	basic.lua:60: in wrap
local w = coroutine.wrap(function() error("direct") end)
print(pcall(function() w() end)) --> false	basic.lua:62: basic.lua:61: direct
print(pcall(function() coroutine.wrap(function() error({}, 0) end)() end) == false) --> true
print(pcall(coroutine.create, string.len)) --> false	bad argument #1 to '?' (Lua function expected)
print(pcall(coroutine.create)) --> false	bad argument #1 to '?' (Lua function expected)
print(pcall(coroutine.resume, 5)) --> false	bad argument #1 to '?' (coroutine expected)
print(pcall(coroutine.status)) --> false	bad argument #1 to '?' (coroutine expected)
print(pcall(coroutine.wrap, {})) --> false	bad argument #1 to '?' (Lua function expected)
print(pcall(coroutine.yield, 1)) --> false	attempt to yield across metamethod/C-call boundary
print(pcall(function() coroutine.yield(1) end)) --> false	attempt to yield across metamethod/C-call boundary
-- a producer and a filter
local function producer() return coroutine.create(function() for _, w in ipairs({"a", "b", "c"}) do coroutine.yield(w) end end) end
local function filter(p)
  return coroutine.wrap(function()
    local n = 1
    while true do
      local ok, v = coroutine.resume(p)
      if not v then return end
      coroutine.yield(n .. ":" .. v)
      n = n + 1
    end
  end)
end
for line in filter(producer()) do print(line) end
--> 1:a
--> 2:b
--> 3:c
-- permutations
local function permute(a, n)
  n = n or #a
  if n <= 1 then coroutine.yield(a) else
    for i = 1, n do
      a[n], a[i] = a[i], a[n]
      permute(a, n - 1)
      a[n], a[i] = a[i], a[n]
    end
  end
end
for p in coroutine.wrap(function() permute({1, 2, 3}) end) do print(table.concat(p, " ")) end
--> 2 3 1
--> 3 2 1
--> 3 1 2
--> 1 3 2
--> 2 1 3
--> 1 2 3
-- many coroutines, most of them never finished
local total = 0
for i = 1, 300 do
  local c = coroutine.wrap(function(x) while true do x = x + coroutine.yield(x) end end)
  total = total + c(i) + c(1)
end
print(total) --> 90600
-- nested wraps
local function nest(n) if n == 0 then return coroutine.yield("bottom") end return coroutine.wrap(function() return nest(n - 1) end)() end
print(coroutine.wrap(function() return nest(5) end)()) --> bottom
-- values across many switches
local sum = 0
local adder = coroutine.wrap(function() while true do sum = sum + coroutine.yield() end end)
adder()
for i = 1, 1000 do adder(i) end
print(sum) --> 500500
