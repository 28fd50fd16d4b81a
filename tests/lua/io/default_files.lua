local name = os.tmpname()
local output, input = io.output(), io.input()
print(io.output(name) ~= output, io.write("one ", 2, "\n"), io.type(io.output())) --> true	true	file
print(io.close(), pcall(io.write, "x")) --> true	false	standard output file is closed
print(pcall(io.close)) --> false	attempt to use a closed file
io.output(output)
print(io.input(name) ~= input, io.read(), io.read(), io.read("*a"), io.read(0)) --> true	one 2	nil		nil
io.input(name)
for line in io.lines() do print(line) end --> one 2
print(io.type(io.input()), io.input():close(), pcall(io.read)) --> file	true	false	standard input file is closed
print(pcall(io.lines)) --> false	attempt to use a closed file
io.input(input)
print(pcall(io.input, "/does/not/exist"))
--> false	bad argument #1 to '?' (/does/not/exist: No such file or directory)
print(pcall(io.output, {})) --> false	bad argument #1 to '?' (FILE* expected, got table)
print(io.output() == output, io.input() == input, io.input() == io.stdin, io.output() == io.stdout)
--> true	true	true	true
os.remove(name)

-- io.lines() has the default file, io.lines(nil) looks for it where the nil stands
print(pcall(io.lines, nil)) --> false	bad argument #1 to '?' (FILE* expected, got nil)
