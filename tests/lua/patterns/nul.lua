print(("a\0b\0c"):gsub("%z", "0"), ("a\0b"):match("a\0b") == "a\0b", ("ab"):match("a\0zz")) --> a0b0c	false	a
print(("a\0b"):find("\0b", 1, true), ("a\0b"):find("a\0x"), ("a\0b"):find("a."), ("\0"):match(".") == "\0")
--> 2	nil	1	true
print(pcall(string.find, "a", "[a\0]")) --> false	malformed pattern (missing ']')
