local ok = true
for _ = 1, 200 do
  local a, b, c = math.random(), math.random(6), math.random(-3, 3)
  ok = ok and a >= 0 and a < 1 and b >= 1 and b <= 6 and b % 1 == 0 and c >= -3 and c <= 3 and c % 1 == 0
end
print(ok, math.random(1), math.random(5, 5)) --> true	1	5
math.randomseed(42)
local first = { math.random(100), math.random(100), math.random(100) }
math.randomseed(42)
print(first[1] == math.random(100), first[2] == math.random(100), first[3] == math.random(100)) --> true	true	true
print(pcall(math.random, 0)) --> false	bad argument #1 to '?' (interval is empty)
print(pcall(math.random, 2, 1)) --> false	bad argument #2 to '?' (interval is empty)
print(pcall(math.random, 1, 2, 3)) --> false	wrong number of arguments
print(pcall(math.random, "x")) --> false	bad argument #1 to '?' (number expected, got string)
print(pcall(math.randomseed)) --> false	bad argument #1 to '?' (number expected, got no value)
print(select("#", math.randomseed(1))) --> 0
