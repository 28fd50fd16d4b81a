print(("Hello World 123"):upper(), ("Hello World 123"):lower(), ("abc"):reverse(), (""):reverse() == "")
--> HELLO WORLD 123	hello world 123	cba	true
print(("\228\246\252\196"):upper() == "\228\246\252\196", ("\196x"):lower() == "\196x", ("\223"):upper() == "\223")
--> true	true	true
print(#"", #"abc", #"\0a\0", ("a\0b"):len(), string.len(123), ("a\0b"):reverse() == "b\0a") --> 0	3	3	3	3	true
print(pcall(string.upper)) --> false	bad argument #1 to '?' (string expected, got no value)
print(pcall(string.lower, {})) --> false	bad argument #1 to '?' (string expected, got table)
print(pcall(string.len, nil)) --> false	bad argument #1 to '?' (string expected, got nil)
print(pcall(string.reverse, true)) --> false	bad argument #1 to '?' (string expected, got boolean)
print(("@[`{"):upper(), ("@[`{"):lower()) --> @[`{	@[`{
