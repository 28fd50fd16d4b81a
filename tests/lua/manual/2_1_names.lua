-- 2.1: names are letters, digits and underscores, not beginning with a digit; case matters.
local i, j9, _under, And, AND = 1, 2, 3, 4, 5
print(i, j9, _under, And, AND) --> 1	2	3	4	5
print(loadstring("local and = 1")) --> nil	[string "local and = 1"]:1: '<name>' expected near 'and'
print(loadstring("local 9a = 1")) --> nil	[string "local 9a = 1"]:1: malformed number near '9a'
print(loadstring("local a-b = 1")) --> nil	[string "local a-b = 1"]:1: unexpected symbol near '-'
for word in ("and break do else elseif end false for function if in local nil not or repeat return then true until while"):gmatch("%a+") do
  local chunk = loadstring("local " .. word .. " = 1")
  assert(chunk == nil, word)
end
print(loadstring("x = @")) --> nil	[string "x = @"]:1: unexpected symbol near '@'
print(loadstring("x = $")) --> nil	[string "x = $"]:1: unexpected symbol near '$'
print(loadstring("x = a ! b")) --> nil	[string "x = a ! b"]:1: unexpected symbol near '!'
