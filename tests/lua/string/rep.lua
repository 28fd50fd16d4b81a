print(("ab"):rep(3), ("ab"):rep(0) == "", ("ab"):rep(-1) == "", (""):rep(100) == "", ("x"):rep(2.9), ("x"):rep("3"))
--> ababab	true	true	true	xx	xxx
print(#("abc"):rep(1000), ("a\0"):rep(2) == "a\0a\0") --> 3000	true
print(pcall(string.rep)) --> false	bad argument #1 to '?' (string expected, got no value)
print(pcall(string.rep, "x")) --> false	bad argument #2 to '?' (number expected, got no value)
print(pcall(string.rep, "x", "y")) --> false	bad argument #2 to '?' (number expected, got string)
print(pcall(string.rep, "x", nil)) --> false	bad argument #2 to '?' (number expected, got nil)
print(string.rep(1, 3), #string.rep("", 1000)) --> 111	0
