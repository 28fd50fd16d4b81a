-- What C prints with "%s" ends at a NUL byte.
local function shown(text) return (text:gsub("%z", "<NUL>")) end
local function message(f, ...)
  local results = { pcall(f, ...) }
  print(shown(results[2] or results[3]))
end
message(io.open, "no/such\0file") --> no/such: No such file or directory
message(os.remove, "no/such\0file") --> no/such: No such file or directory
message(os.rename, "no/such\0file", "x") --> no/such: No such file or directory
message(io.lines, "no/such\0file") --> bad argument #1 to '?' (no/such: No such file or directory)
message(loadfile, "no/such\0file") --> cannot open no/such: No such file or directory
message(dofile, "no/such\0file") --> cannot open no/such: No such file or directory
message(collectgarbage, "col\0lect") --> bad argument #1 to '?' (invalid option 'col')
message(io.stdout.seek, io.stdout, "a\0b") --> bad argument #2 to '?' (invalid option 'a')
print(collectgarbage("count\0x") > 0) --> true
package.preload.nulled = function(...) return ... end
print(shown(require("nulled\0name"))) --> nulled
print((shown(select(2, pcall(require, "a.b\0c")):match("^[^\n]*\n[^\n]*"))))
--> module 'a.b' not found:
--> 	no field package.preload['a.b']
message(module, "string.rep\0x") --> name conflict for module 'string.rep'
-- So does the mode of a file.
local name = os.tmpname()
io.open(name, "w\0x"):close()
print(io.open(name, "r\0+"):write("x")) --> nil	Bad file descriptor	9
print(os.remove(name)) --> true
