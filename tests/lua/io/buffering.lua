-- setvbuf decides when another handle sees what was written.
local name = os.tmpname()
io.open(name, "w"):close()
local reader = io.open(name, "r")
local function seen() reader:seek("set") return reader:read("*a") end
local f = io.open(name, "w")
print(f:setvbuf("full", 2000)) --> true
f:write("a\n")
print(#seen()) --> 0
f:flush()
print(#seen()) --> 2
print(f:setvbuf("no")) --> true
f:write("b")
print(#seen()) --> 3
print(f:setvbuf("line")) --> true
f:write("c")
print(#seen()) --> 3
f:write("d\n")
print(#seen()) --> 6
f:close()
reader:close()
os.remove(name)
