-- 5.1: dofile and loadfile; a first line with # is skipped in files.
local name = os.tmpname()
local function write(text) local f = io.open(name, "w") f:write(text) f:close() end
write("#!/usr/bin/lua\nreturn 'from the file', ...")
print(dofile(name)) print(loadfile(name)("argument"))
--> from the file
--> from the file	argument
write("syntax error")
print((select(2, loadfile(name)):gsub("^.*:(%d+:)", "%1"))) --> 1: '=' expected near 'error'
print((select(2, pcall(dofile, name)):gsub("^.*:(%d+:)", "%1"))) --> 1: '=' expected near 'error'
write("local x = nil\nreturn x.y")
print((select(2, pcall(dofile, name)):gsub("^.*:(%d+:)", "%1"))) --> 2: attempt to index local 'x' (a nil value)
write("")
print(select("#", dofile(name))) --> 0
os.remove(name)
print(select("#", loadfile(name)), type(select(2, loadfile(name)))) --> 2	string
print(pcall(dofile, name) == false) --> true
