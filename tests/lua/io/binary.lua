local name = os.tmpname()
local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) end
all = table.concat(all)
local f = io.open(name, "wb")
f:write(all, all)
f:close()
f = io.open(name, "rb")
print(f:read(256) == all, #f:read("*a"), f:seek("end")) --> true	256	512
f:close()
f = io.tmpfile()
f:write(all)
f:seek("set")
print(f:read("*a") == all, io.type(f), f:close()) --> true	file	true
os.remove(name)
