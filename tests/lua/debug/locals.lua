local function f(a, b)
  local c = a + b
  local seen = {}
  for i = 1, 5 do
    local name, value = debug.getlocal(1, i)
    seen[#seen + 1] = tostring(name) .. "=" .. type(value)
  end
  return table.concat(seen, " ", 1, 4)
end
print(f(1, 2)) --> a=number b=number c=number seen=table
local function change(x)
  print(debug.setlocal(1, 1, "changed"), x)
  print(debug.setlocal(1, 100, 1))
end
change("original")
--> x	changed
--> nil
print(pcall(debug.getlocal, 1000, 1)) --> false	bad argument #1 to '?' (level out of range)
print(pcall(debug.setlocal, 1000, 1, 1)) --> false	bad argument #1 to '?' (level out of range)
print(pcall(debug.getlocal)) --> false	bad argument #1 to '?' (number expected, got no value)
local co = coroutine.create(function(p, q) local r = 3 coroutine.yield() end)
coroutine.resume(co, "P", "Q")
print(debug.getlocal(co, 1, 1)) --> p	P
print(debug.getlocal(co, 1, 2)) --> q	Q
