-- 5.7: files: open, read formats, write, seek, lines, type, close, default files.
local name = os.tmpname()
local f = assert(io.open(name, "w"))
print(io.type(f), f:write("first line\n", 12.5, " ", 0x10, "\nlast without end"), f:seek("cur"), f:flush(), f:close(), io.type(f), io.type(5)) --> file	true	35	true	true	closed file	nil
f = io.open(name)
print(f:read()) print(f:read("*n", "*n")) print(f:read("*l")) print(f:read("*a")) print(f:read("*a")) print(f:read("*l")) print(f:read(0)) print(f:read(5))
--> first line
--> 12.5	16
-->
--> last without end
-->
--> nil
--> nil
--> nil
print(f:seek("set"), f:read(5), f:seek("cur"), f:seek("cur", -2), f:read(2), f:seek("end")) print(f:seek("set", 6), f:read("*l")) print(f:seek("set"), f:read("*l", "*n")) print(pcall(f.seek, f, "bad")) print(pcall(f.read, f, "*x"))
--> 0	first	5	3	st	35
--> 6	line
--> 0	first line	12.5
--> false	bad argument #2 to '?' (invalid option 'bad')
--> false	bad argument #2 to '?' (invalid format)
f:close()
print(pcall(f.read, f)) print(pcall(io.close, f)) print(tostring(f)) print(pcall(function() return f:lines() end))
--> false	attempt to use a closed file
--> false	attempt to use a closed file
--> file (closed)
--> false	5_7_io.lua:22: attempt to use a closed file
for line in io.lines(name) do print(#line) end
--> 10
--> 7
--> 16
f = io.open(name, "a+") f:write("\nappended") f:seek("set") local count = 0 for _ in f:lines() do count = count + 1 end print(count) f:close() --> 4
f = io.open(name, "r+") f:write("FIRST") f:seek("set") print(f:read()) f:close() --> FIRST line
f = io.open(name, "rb") print(#f:read("*a")) print(f:setvbuf("full", 1024), f:setvbuf("no"), f:setvbuf("line")) f:close()
--> 44
--> true	true	true
print((select(2, io.open("/nonexistent/file"))), (select(3, io.open("/nonexistent/file")))) print(pcall(io.open)) print(pcall(io.lines, "/nonexistent/file"))
--> /nonexistent/file: No such file or directory	2
--> false	bad argument #1 to '?' (string expected, got no value)
--> false	bad argument #1 to '?' (/nonexistent/file: No such file or directory)
local before = io.output()
io.output(name) io.write("through ", "default") io.close() io.output(before)
local input = io.input()
io.input(name) print(io.read("*a")) print(io.read("*l")) io.close(io.input()) print(pcall(io.read)) io.input(input)
--> through default
--> nil
--> false	standard input file is closed
print(io.type(io.stdin), io.type(io.stdout), io.type(io.stderr), io.output() == before) --> file	file	file	true
f = io.tmpfile() f:write("temporary") f:seek("set") print(f:read("*a")) f:close() --> temporary
print(os.remove(name)) --> true
