-- Coroutines in coroutines: as many as calls from C may be nested, some 195.
local function wrapped(n)
  return coroutine.wrap(function() return n == 0 and "end" or (wrapped(n - 1)) end)()
end
print(wrapped(190), pcall(wrapped, 250) == false) --> end	true

local function inorder(tree)
  return coroutine.wrap(function()
    if tree then
      for value in inorder(tree.left) do coroutine.yield(value) end
      coroutine.yield(tree.value)
      for value in inorder(tree.right) do coroutine.yield(value) end
    end
  end)
end
local tree
for i = 1, 98 do tree = {left = tree, value = i} end
local sum = 0
for value in inorder(tree) do sum = sum + value end
print(sum) --> 4851

-- Each resumption counts anew, however often there was one.
local co = coroutine.wrap(function() while true do coroutine.yield(wrapped(100)) end end)
for _ = 1, 20 do co() end
print(co()) --> end
print((select(2, pcall(wrapped, 1000)):match("C stack overflow$"))) --> C stack overflow
