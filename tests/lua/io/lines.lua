local name = os.tmpname()
local f = io.open(name, "w")
f:write("a\n\nb\r\nlast")
f:close()
for line in io.lines(name) do print("[" .. line:gsub("\r", "CR") .. "]") end
--> [a]
--> []
--> [bCR]
--> [last]
local step = io.lines(name)
print(step(), step(), (step():gsub("\r", "CR")), step(), step()) --> a		bCR	last
print(pcall(step)) --> false	file is already closed
f = io.open(name)
for line in f:lines() do print(#line) break end --> 1
print(f:read(), f:read("*a") == "b\r\nlast", io.type(f)) --> 	true	file
f:close()
print(pcall(f.lines, f)) --> false	attempt to use a closed file
print(pcall(io.lines, "/does/not/exist"))
--> false	bad argument #1 to '?' (/does/not/exist: No such file or directory)
print(select(2, pcall(function() for _ in io.lines("/does/not/exist") do end end)))
--> lines.lua:20: bad argument #1 to 'lines' (/does/not/exist: No such file or directory)
os.remove(name)
