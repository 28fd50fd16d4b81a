local name = os.tmpname()
local f = assert(io.open(name, "w"))
print(io.type(f), f:write("line one\n", 2, "\n", 3.5, " end"), f:seek("cur"), f:flush(), f:close(), io.type(f))
--> file	true	18	true	true	closed file
f = io.open(name)
print(f:read(), f:read("*l"), f:read("*a"), f:read("*a") == "", f:read("*l"), f:read(1), f:read(0))
--> line one	2	3.5 end	true	nil	nil	nil
print(f:seek("set"), f:read(4), f:read(0) == "", f:read(100), f:read(1))
--> 0	line	true	 one
--> 2
--> 3.5 end	nil
print(f:seek("set", 5), f:read("*l"), f:seek("end"), f:seek("cur", -3), f:read(3), f:seek("set", 0))
--> 5	one	18	15	end	0
f:close()
f = io.open(name, "a")
f:write("!appended\n")
f:close()
f = io.open(name, "r+")
print(f:read("*a"))
--> line one
--> 2
--> 3.5 end!appended
-->
f:seek("set", 0)
f:write("LINE")
f:seek("set", 0)
print(f:read("*l", "*l", "*l", "*l")) --> LINE one	2	3.5 end!appended	nil
f:close()
for line in io.lines(name) do print(line) end
--> LINE one
--> 2
--> 3.5 end!appended
os.remove(name)

-- reads and writes where they cannot succeed
local name = os.tmpname()
local writer = io.open(name, "w")
print(writer:read("*n")) --> nil
print(writer:read(1)) --> nil	Bad file descriptor	9
writer:close()
local reader = io.open(name)
print(reader:write("")) --> true
print(reader:write("a", 1)) --> nil	Bad file descriptor	9
print(pcall(reader.write, reader, "a", {})) --> false	bad argument #3 to '?' (string expected, got table)
reader:close()
os.remove(name)
print(pcall(io.stdout.close)) --> false	bad argument #1 to '?' (FILE* expected, got nil)
