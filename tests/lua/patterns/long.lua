local s = ("a"):rep(2000)
print(#s:match(".-b?$"), #s:match("^a*$"), s:find("b"), s:find("a-b"), #s:gsub("a", "bb"), select(2, s:gsub("a", "b")))
--> 2000	2000	nil	nil	4000	2000
print(#(s .. "b"):match("a+b"), (s .. "b"):find("^a-b$"), #("x "):rep(10000):gsub("%s+", ""), ("x"):rep(500):find(".*y"))
--> 2001	1	10000	nil
local items = {}
for word in ("word "):rep(2000):gmatch("%a+") do items[#items + 1] = word end
print(#items, #(("k=v;"):rep(3000):gsub("(%w+)=(%w+);", "%2")), #("x"):rep(20):match(("x?"):rep(10) .. ("x"):rep(15)))
--> 2000	3000	20
print(("("):rep(3000):find("%b()"), ((("("):rep(3000)) .. ((")"):rep(3000))):find("%b()")) --> nil	1	6000
