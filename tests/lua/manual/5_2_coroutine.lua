-- 5.2: every function of coroutine.
local co = coroutine.create(function(...) local got = select("#", ...) while true do got = select("#", coroutine.yield(got)) end end)
print(coroutine.resume(co)) print(coroutine.resume(co, 1, 2)) print(coroutine.resume(co, nil))
--> true	0
--> true	2
--> true	1
print(coroutine.status(co), type(co)) --> suspended	thread
print(pcall(coroutine.create)) print(pcall(coroutine.create, "x")) print(pcall(coroutine.wrap, nil)) print(pcall(coroutine.status, 1))
--> false	bad argument #1 to '?' (Lua function expected)
--> false	bad argument #1 to '?' (Lua function expected)
--> false	bad argument #1 to '?' (Lua function expected)
--> false	bad argument #1 to '?' (coroutine expected)
local w = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) error({b}) end)
print(w(1)) print(pcall(w, "payload") == false) print(pcall(w))
--> 2
--> true
--> false	cannot resume dead coroutine
print(coroutine.running(), coroutine.wrap(function() return type(coroutine.running()) end)()) --> nil	thread
local self
self = coroutine.create(function() return coroutine.resume(self) end)
print(coroutine.resume(self)) --> true	false	cannot resume running coroutine
local a, b
a = coroutine.create(function() return coroutine.resume(b) end)
b = coroutine.create(function() return coroutine.status(a), coroutine.resume(a) end)
print(coroutine.resume(a)) --> true	true	normal	false	cannot resume normal coroutine
print(coroutine.resume(a)) --> false	cannot resume dead coroutine
local depth = coroutine.wrap(function() coroutine.wrap(function() coroutine.yield("inner") end)() coroutine.yield("outer") end)
print(depth()) --> outer
local many = {}
for i = 1, 100 do many[i] = coroutine.wrap(function() for j = 1, 3 do coroutine.yield(i * j) end end) end
local sum = 0
for j = 1, 3 do for i = 1, 100 do sum = sum + many[i]() end end
print(sum) --> 30300
