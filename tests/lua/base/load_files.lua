local name = os.tmpname()
local function put(text) local f = io.open(name, "w") f:write(text) f:close() end
put("return 1, ...")
print(loadfile(name)("argument")) --> 1	argument
print(dofile(name)) --> 1
put("#!/usr/bin/lua\nreturn 'shebang'")
print(dofile(name)) --> shebang
put("x = = 1")
print((select(2, loadfile(name)):gsub("^[^:]*", "FILE"))) --> FILE:1: unexpected symbol near '='
put("error('at run time')")
print((select(2, pcall(dofile, name)):gsub("^[^:]*", "FILE"))) --> FILE:1: at run time
os.remove(name)
