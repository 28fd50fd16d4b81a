-- Call and return hooks, hooks of coroutines, errors in hooks, and what sethook and gethook take and give.
local log = {}
local function hook(event, line)
  local info = debug.getinfo(2, "nSl")
  log[#log + 1] = event .. " " .. info.what .. " " .. tostring(info.name) .. (line and " " .. line or "")
end
local function run(mask, f)
  log = {}
  debug.sethook(hook, mask)
  pcall(f)
  debug.sethook()
  print(table.concat(log, "; "))
end
local function g(x) return x end
run("cr", function() g(1) end) --> return C sethook; call C pcall; call Lua nil; call Lua g; return Lua g; return Lua nil; return C pcall; call C sethook
run("cr", function() error("x", 0) end) --> return C sethook; call C pcall; call Lua nil; call C error; return C pcall; call C sethook
run("cr", function() for k, v in pairs({ 1 }) do g(v) end end) --> return C sethook; call C pcall; call Lua nil; call C pairs; return C pairs; call C (for generator); return C (for generator); call Lua g; return Lua g; call C (for generator); return C (for generator); return Lua nil; return C pcall; call C sethook
run("r", function() --> return C sethook; return C setmetatable; return Lua nil; return Lua nil; return C rep; return Lua nil; return C pcall
  local m = setmetatable({}, { __index = function(_, k) return k end, __add = function() return 1 end })
  return m.x, m + 1, ("x"):rep(2)
end)
run("crl", function() --> return C sethook; line Lua run 10; call C pcall; call Lua nil; line Lua nil 23; call C foreachi; call Lua nil; line Lua nil 14; return Lua nil; return C foreachi; return Lua nil; return C pcall; line Lua run 11; call C sethook
  return (table.foreachi({ 1 }, g))
end)

-- a tail call is called, and returned from, before the function that it replaced
local function t(n) if n == 0 then return g(1) end return t(n - 1) end
local events = {}
debug.sethook(function(event) events[#events + 1] = event end, "cr")
t(2)
debug.sethook()
print(table.concat(events, ", ")) --> return, call, call, call, call, return, tail return, tail return, tail return, call
local most = 0
debug.sethook(function(event) if event == "tail return" then most = most + 1 end end, "r")
t(1000)
debug.sethook()
print(most) --> 1001

local co = coroutine.create(function()
  local a = 1
  coroutine.yield(a)
  a = 2
  return a
end)
local seen = {}
debug.sethook(co, function(_, line) seen[#seen + 1] = line end, "l")
print(coroutine.resume(co)) --> true	1
local x = 1
print(coroutine.resume(co)) --> true	2
print(table.concat(seen, " "), debug.gethook(), (select(2, debug.gethook(co)))) --> 40 41 42 43	nil	l

print(pcall(function() --> false	in the hook at line 57
  debug.sethook(function(_, line)
    debug.sethook()
    error("in the hook at line " .. line, 0)
  end, "l")
  local a = 1
end))
-- nothing calls a hook while one runs, and it may set another
local count = 0
debug.sethook(function()
  count = count + 1
  g(1)
  debug.sethook(function() count = count + 100 debug.sethook() end, "l")
end, "l")
local y = 1
y = 2
print(count) --> 101

print(pcall(debug.sethook, 1, "l")) --> false	bad argument #1 to '?' (function expected, got number)
print(pcall(debug.sethook, print)) --> false	bad argument #2 to '?' (string expected, got no value)
print(pcall(debug.sethook, print, "l", "x")) --> false	bad argument #3 to '?' (number expected, got string)
local h = function() end
debug.sethook(h, "xlrc", 700000)
local a, b, c = debug.gethook()
print(a == h, b, c) --> true	crl	700000
debug.sethook(h, "")
a, b, c = debug.gethook()
print(a == h, b, c) --> true		0
debug.sethook()
print(debug.gethook()) --> nil		0
debug.sethook(h, "l", -1)
a, b, c = debug.gethook()
debug.sethook()
print(a == h, b, c) --> true	l	-1

-- a hook may not yield; a coroutine that it resumes may
print(coroutine.resume(coroutine.create(function() --> false	attempt to yield across metamethod/C-call boundary
  debug.sethook(function() coroutine.yield() end, "l")
  local x = 1
end)))
print(coroutine.resume(coroutine.create(function() --> 7
  debug.sethook(function()
    debug.sethook()
    print(coroutine.wrap(function() coroutine.yield(7) end)())
  end, "l")
  local x = 1
end))) --> true
