local name = os.tmpname()
local f = io.open(name, "w")
print((tostring(f):gsub("0x%x+", "ADDRESS"))) --> file (ADDRESS)
f:close()
print(tostring(f), io.type(f), io.type(1), io.type(nil), io.type({})) --> file (closed)	closed file	nil	nil	nil
print(pcall(f.write, f, "x")) --> false	attempt to use a closed file
print(pcall(f.read, f)) --> false	attempt to use a closed file
print(pcall(f.close, f)) --> false	attempt to use a closed file
print(pcall(f.seek, f)) --> false	attempt to use a closed file
print(pcall(io.close, f)) --> false	attempt to use a closed file
print(pcall(io.type)) --> false	bad argument #1 to '?' (value expected)
print(select(2, pcall(function() f:read() end))) --> closed.lua:12: attempt to use a closed file
print(select(2, pcall(function() f.read() end)))
--> closed.lua:13: bad argument #1 to 'read' (FILE* expected, got no value)
print(select(2, pcall(function() f.read({}) end)))
--> closed.lua:15: bad argument #1 to 'read' (FILE* expected, got table)
print(select(2, pcall(function() local t = { read = f.read } t:read() end)))
--> closed.lua:17: calling 'read' on bad self (FILE* expected, got table)
os.remove(name)
