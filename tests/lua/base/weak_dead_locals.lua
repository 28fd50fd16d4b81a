-- What only variables out of scope referred to is garbage; what variables in scope refer to is not.
local weak = setmetatable({}, {__mode = "v"})
do
  local gone = {}
  weak.gone = gone
end
local x = {}
weak.shadowed = x
local shadowed = function() return x end
for i = 1, 3 do
  local inner = {}
  weak[i] = inner
end
collectgarbage()
print(weak.gone, weak[1], weak[2], weak[3], weak.shadowed == shadowed()) --> nil	nil	nil	nil	true
local y = {}
weak.y = y
collectgarbage() collectgarbage("step", 100000)
print(weak.y == y) --> true
local y = 1
local function used_later(t)
  weak.t = t
  do local a, b, c = {}, {}, {} weak.a = a end
  local z = {}
  weak.z = z
  collectgarbage()
  return weak.t == t, weak.a, weak.z == z
end
print(used_later({})) --> true	nil	true
