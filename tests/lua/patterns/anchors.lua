print(("abc"):find("^abc$"), ("abc"):find("^b"), ("a^b"):find("a^b"), ("a$b"):find("a$b"), ("a$"):find("a%$$"))
--> 1	nil	1	1	1	2
print(("abc"):find("^", 2), ("abc"):find("$"), ("abc"):find("^$"), (""):find("^$"), ("$"):find("^$$"), ("$x"):find("$x"))
--> 2	4	nil	1	1	1	2
print(("line1\nline2"):find("^line2"), ("line1\nline2"):find("line1$"), ("abc"):find("^c", 3), ("abc"):gsub("^%w", "X"))
--> nil	nil	3	Xbc	1
print(("a$"):match("(a$)"), ("a"):match("(a$)"), ("a"):match("(a)$")) --> a$	nil	a
