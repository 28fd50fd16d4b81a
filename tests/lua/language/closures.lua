-- Each iteration of a loop has its own variables; closures share what they both see (manual 2.6).
local functions = {}
for i = 1, 3 do
  local j = i * 10
  functions[i] = function() i = i + 1; j = j + 1; return i, j end
end
print(functions[1]()) --> 2	11
print(functions[1]()) --> 3	12
print(functions[2]()) --> 3	21
for k, v in pairs({a = 1}) do functions[k] = function() v = v + 1; return k, v end end
print(functions.a()) --> a	2
print(functions.a()) --> a	3

local function counter()
  local n = 0
  return function() n = n + 1; return n end, function() return n end, function(x) n = x end
end
local up, get, set = counter()
print(up(), up(), get()) --> 1	2	2
set(10)
print(up(), get()) --> 11	11
local up2, get2 = counter()
print(up2(), get2(), get()) --> 1	1	11

-- while and repeat: the test of repeat sees the body's locals
local list, i = {}, 1
while i <= 3 do local n = i; list[i] = function() n = n + 1; return n end; i = i + 1 end
print(list[1](), list[1](), list[2](), list[3]()) --> 2	3	3	4
i = 0
repeat local stop = i >= 2; local now = i; list[i] = function() return now end; i = i + 1 until stop
print(list[0](), list[1](), list[2]()) --> 0	1	2

-- parameters that are captured and assigned
local function accumulate(sum) return function(x) sum = sum + x; return sum end end
local a, b = accumulate(1), accumulate(100)
print(a(1), a(2), b(1), a(0)) --> 2	4	101	4

-- a captured variable that is never assigned again, and a function that captures itself
local constant = "c"
local function factorial(n) if n == 0 then return 1 end return n * factorial(n - 1) end
print(factorial(5)) --> 120
local copy = factorial
factorial = function() return 100 end
print((function() return constant end)(), copy(1), copy(3)) --> c	100	300
local function even(n) if n == 0 then return true end return not odd(n - 1) end
function odd(n) if n == 0 then return false end return not even(n - 1) end
print(pcall(even, 3)) --> true	true
local is_even, is_odd
function is_even(n) if n == 0 then return true end return is_odd(n - 1) end
function is_odd(n) if n == 0 then return false end return is_even(n - 1) end
print(is_even(10), is_odd(7), is_even(7)) --> true	true	false

-- three levels
local function outer(x)
  return function(y)
    return function(z) x = x + 1; return x + y + z end
  end
end
local inner = outer(1)(10)
print(inner(100), inner(100), outer(1)(10)(100)) --> 112	113	112

-- shadowing
local x = 1
local function read() return x end
local x = 2
print(x, read()) --> 2	1
do local x = 3; print(x) end --> 3
print(x) --> 2
local y = 5; local y = y + 1; print(y) --> 6
