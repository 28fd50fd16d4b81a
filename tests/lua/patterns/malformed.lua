local function try(s, p) print(select(2, pcall(string.match, s, p))) end
try("a", "%") --> malformed pattern (ends with '%')
try("a", "a%") --> malformed pattern (ends with '%')
try("b", "a%") --> nil
try("a", "[a") --> malformed pattern (missing ']')
try("a", "[") --> malformed pattern (missing ']')
try("a", "[]") --> malformed pattern (missing ']')
try("a", "[^]") --> malformed pattern (missing ']')
try("a", "[^") --> malformed pattern (missing ']')
try("a", "[a-") --> malformed pattern (missing ']')
try("a", "[a%") --> malformed pattern (missing ']')
try("a", "[%") --> malformed pattern (missing ']')
try("a", "(") --> unfinished capture
try("a", "(a") --> unfinished capture
try("a", ")") --> invalid pattern capture
try("a", "a)") --> invalid pattern capture
try("b", "a)") --> nil
try("a", "%1") --> invalid capture index
try("a", "(a)%2") --> invalid capture index
try("a", "(a%1)") --> invalid capture index
try("a", "%0") --> invalid capture index
try("a", "()%") --> malformed pattern (ends with '%')
try("x", "[a") --> malformed pattern (missing ']')
try("", "[a") --> malformed pattern (missing ']')
try("a", "(()") --> unfinished capture
print(pcall(string.find, "a", "(a")) --> false	unfinished capture
print(pcall(string.gsub, "a", "(a", "x")) --> true	x	1
print(pcall(string.gmatch("a", "(a"))) --> false	unfinished capture
