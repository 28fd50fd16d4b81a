print(io.open("/does/not/exist")) --> nil	/does/not/exist: No such file or directory	2
print(io.open("/does/not/exist", "w")) --> nil	/does/not/exist: No such file or directory	2
print(io.open("/tmp/x", "strange")) --> nil	/tmp/x: Invalid argument	22
print(pcall(io.open)) --> false	bad argument #1 to '?' (string expected, got no value)
print(pcall(io.open, {})) --> false	bad argument #1 to '?' (string expected, got table)
print(pcall(io.open, "x", {})) --> false	bad argument #2 to '?' (string expected, got table)
local name = os.tmpname()
local f = io.open(name, "w")
f:write("x")
print(f:read("*a")) --> nil	Bad file descriptor	9
print(f:read("*l")) --> nil	Bad file descriptor	9
f:close()
f = io.open(name)
print(pcall(f.read, f, "l")) --> false	bad argument #2 to '?' (invalid option)
print(pcall(f.read, f, "*x")) --> false	bad argument #2 to '?' (invalid format)
print(pcall(f.read, f, {})) --> false	bad argument #2 to '?' (invalid option)
print(pcall(f.seek, f, "nowhere")) --> false	bad argument #2 to '?' (invalid option 'nowhere')
print(pcall(f.seek, f, "set", "x")) --> false	bad argument #3 to '?' (number expected, got string)
print(f:seek("set", -1)) --> nil	Invalid argument	22
print(pcall(f.setvbuf, f)) --> false	bad argument #2 to '?' (string expected, got no value)
print(pcall(f.setvbuf, f, "some")) --> false	bad argument #2 to '?' (invalid option 'some')
print(f:setvbuf("no"), f:setvbuf("full", 1024), f:setvbuf("line")) --> true	true	true
print(pcall(f.write, f, {})) --> false	bad argument #2 to '?' (string expected, got table)
print(pcall(io.write, {})) --> false	bad argument #1 to '?' (string expected, got table)
f:close()
os.remove(name)
