print(pcall(string.dump)) --> false	bad argument #1 to '?' (function expected, got no value)
print(pcall(string.dump, 1)) --> false	bad argument #1 to '?' (function expected, got number)
print(pcall(string.dump, next)) --> false	unable to dump given function
