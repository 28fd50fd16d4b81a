-- 2.4.4: while, repeat, if, break, return.
local n = 0
while true do
  n = n + 1
  if n == 3 then break end
end
print(n) --> 3
repeat local inner = n n = n - 1 until inner < 2
print(n) --> 0
local function kind(v)
  if v == nil then return "nil"
  elseif v == false then return "false"
  elseif v == 0 then return "zero"
  else return "other", v end
end
print(kind(nil)) print(kind(false)) print(kind(0)) print(kind("x"))
--> nil
--> false
--> zero
--> other	x
while false do print("never") end
repeat print("once") until true --> once
for _ = 1, 3 do
  for j = 1, 3 do
    if j == 2 then break end
    print("inner", j)
--> inner	1
--> inner	1
--> inner	1
  end
end
print((function() do return "in the middle" end end)()) --> in the middle
print(loadstring("return 1 print(2)")) --> nil	[string "return 1 print(2)"]:1: '<eof>' expected near 'print'
print(loadstring("break")) --> nil	[string "break"]:1: no loop to break near '<eof>'
print(loadstring("while true do break print(1) end")) --> nil	[string "while true do break print(1) end"]:1: 'end' expected near 'print'
print(loadstring("if x then")) --> nil	[string "if x then"]:1: 'end' expected near '<eof>'
print(loadstring("repeat local x until")) --> nil	[string "repeat local x until"]:1: unexpected symbol near '<eof>'
