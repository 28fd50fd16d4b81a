-- 2.11: values go in and out with resume and yield; status tells.
local function foo(a) return coroutine.yield(2 * a) end
local co = coroutine.create(function(a, b)
  local r = foo(a + 1)
  local s, t = coroutine.yield(a + b, a - b)
  return b, "end", r, s, t
end)
print(coroutine.resume(co, 1, 10)) --> true	4
print(coroutine.resume(co, "r")) --> true	11	-9
print(coroutine.resume(co, "x", "y")) --> true	10	end	r	x	y
print(coroutine.resume(co, "x", "y")) --> false	cannot resume dead coroutine
print(coroutine.status(co)) --> dead
local inner
local outer = coroutine.create(function()
  inner = coroutine.create(function() return coroutine.status(outer_co), coroutine.status(coroutine.running()) end)
  return coroutine.resume(inner)
end)
outer_co = outer
print(coroutine.status(outer), coroutine.resume(outer)) --> suspended	true	true	normal	running
print(coroutine.running()) --> nil
local generate = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end)
print(generate(), generate(), generate(), generate()) --> 1	2	3
print(pcall(generate)) --> false	cannot resume dead coroutine
print(coroutine.resume(coroutine.create(function() error("oops") end))) --> false	2_11_coroutines.lua:24: oops
print(coroutine.resume(coroutine.create(function() error({}) end)) == false) --> true
print(pcall(coroutine.wrap(function() error("wrapped") end))) --> false	2_11_coroutines.lua:26: wrapped
print(pcall(coroutine.resume, nil)) --> false	bad argument #1 to '?' (coroutine expected)
print(pcall(coroutine.create, 1)) --> false	bad argument #1 to '?' (Lua function expected)
print(pcall(coroutine.yield)) --> false	attempt to yield across metamethod/C-call boundary
