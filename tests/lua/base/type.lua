print(type(nil), type(1), type("x"), type({}), type(print), type(function() end), type(true))
--> nil	number	string	table	function	function	boolean
print(type(coroutine.create(function() end)), type(io.stdout), type(newproxy())) --> thread	userdata	userdata
print(pcall(type)) --> false	bad argument #1 to '?' (value expected)
print(type(nil, 1), type(type(nil))) --> nil	string
