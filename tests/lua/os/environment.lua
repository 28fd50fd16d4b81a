print(os.getenv("NO_SUCH_VARIABLE_HERE"), type(os.getenv("PATH"))) --> nil	string
print(pcall(os.getenv)) --> false	bad argument #1 to '?' (string expected, got no value)
print(os.execute("exit 3"), os.execute("true"), os.execute("false"), os.execute() ~= 0) --> 768	0	256	true
print(type(os.setlocale()), os.setlocale("no_SUCH"), os.setlocale(nil, "numeric")) --> string	nil	C
print(pcall(os.setlocale, "C", "nothing")) --> false	bad argument #2 to '?' (invalid option 'nothing')
print(pcall(os.execute, {})) --> false	bad argument #1 to '?' (string expected, got table)
