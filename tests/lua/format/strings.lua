print(string.format("%s|%5s|%-5s|%.2s|%5.1s|%.0s|", "abc", "abc", "abc", "abc", "abc", "abc"))
--> abc|  abc|abc  |ab|    a||
print(string.format("%s %s", 12, 1.5), string.format("%10s|", "hello world"), string.format("%%"), string.format(""))
--> 12 1.5	hello world|	%	
print(#string.format("%s", ("x"):rep(200)), #string.format("%5s", ("x"):rep(200)), #string.format("%.99s", ("x"):rep(200)))
--> 200	200	99
print(string.format("no items"), string.format("%s%s%s", "a", "b", "c"), string.format("100%% %s", "sure"))
--> no items	abc	100% sure
print(#string.format("%s", "a\0b"), #string.format("%s", "a\0" .. ("b"):rep(100)), #string.format("a\0b"), #string.format("\0%d", 1))
--> 1	102	3	2
print(pcall(string.format, "%s", {})) --> false	bad argument #2 to '?' (string expected, got table)
print(pcall(string.format, "%s", nil)) --> false	bad argument #2 to '?' (string expected, got nil)
print(pcall(string.format, "%s", true)) --> false	bad argument #2 to '?' (string expected, got boolean)
