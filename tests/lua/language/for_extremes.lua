-- The numeric for counts as OP_FORPREP and OP_FORLOOP do: a step back first, then steps while the limit is not passed.
local inf, nan = 1/0, 0/0
local function steps(a, b, c)
  local n = 0
  for i = a, b, c do
    n = n + 1
    if n > 3 then break end
  end
  return n
end
for _, a in ipairs{3, inf, -inf, nan, 1e300} do
  local line = {}
  for _, b in ipairs{2, inf, nan, -1e300} do
    for _, c in ipairs{1, -1, 0, nan, inf, -inf, 0.5, 1e300} do line[#line + 1] = steps(a, b, c) end
  end
  print(table.concat(line))
end
--> 02400001400000440000000004400000
--> 04400000444000440000000004400000
--> 40000044400000440000000040000044
--> 00000000000000000000000000000000
--> 04400000400000440000000004400000
