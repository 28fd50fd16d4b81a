-- The number of kilobytes rises with work and falls when a cycle ends; "stop" and "step" act on it.
local before, rounds = collectgarbage("count"), 0
repeat
  local now, t = collectgarbage("count"), {}
  local fell = now < before
  before = now
until fell
print("fell") --> fell

local function steps(size)
  collectgarbage()
  collectgarbage("stop")
  local kept = {}
  for i = 1, 200 do kept[i] = {{}} local lost = {} end
  local most, count = collectgarbage("count"), 0
  repeat count = count + 1 until collectgarbage("step", size)
  print(collectgarbage("count") < most)
  collectgarbage("restart")
  return count
end
local small, middle, large = steps(0), steps(8), steps(100000)
--> true
--> true
--> true
print(small > middle, middle > large, large) --> true	true	1
print(collectgarbage("step", 1000000)) --> true

collectgarbage("stop")
local from = gcinfo()
repeat local t = {} until gcinfo() > from + 100
local high = gcinfo()
collectgarbage("restart")
repeat local t = {} until gcinfo() < high
print(collectgarbage("setpause", 150), collectgarbage("setpause", 200)) --> 200	150
print(collectgarbage("setstepmul", 300), collectgarbage("setstepmul", 200)) --> 200	300
