local name = os.tmpname()
print(type(name), #name > 0) --> string	true
local f = io.open(name, "w")
f:write("content")
f:close()
local other = name .. ".renamed"
print(os.rename(name, other), io.open(name), (select(3, io.open(name)))) --> true	nil	2
print(os.remove(other), (select(2, os.remove(other)):gsub("^.*: ", "")), (select(3, os.remove(other))))
--> true	No such file or directory	2
print(os.rename("/does/not/exist", "/tmp/x")) --> nil	/does/not/exist: No such file or directory	2
print(os.remove("/does/not/exist")) --> nil	/does/not/exist: No such file or directory	2
print(pcall(os.remove)) --> false	bad argument #1 to '?' (string expected, got no value)
print(pcall(os.rename, "x")) --> false	bad argument #2 to '?' (string expected, got no value)
