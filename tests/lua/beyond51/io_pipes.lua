-- The Lua that the tests compare with has no io.popen, so this runs on ours only.
local p = io.popen("echo one; echo two")
print(io.type(p), p:read(), p:read("*l"), p:read("*l"), p:close(), io.type(p)) --> file	one	two	nil	true	closed file
for line in io.popen("printf 'a\\nb\\n'"):lines() do print(line) end
--> a
--> b
local name = os.tmpname()
p = io.popen("cat > " .. name, "w")
print(p:write("through a pipe"), p:close()) --> true	true
print(io.open(name):read("*a")) --> through a pipe
print(io.popen("exit 3"):close()) --> true
print(pcall(io.popen)) --> false	bad argument #1 to '?' (string expected, got no value)
print(io.popen("true", "rw")) --> nil	true: Invalid argument	22
os.remove(name)
