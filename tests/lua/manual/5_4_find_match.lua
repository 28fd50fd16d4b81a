-- 5.4: find and match, with init, plain and captures.
print(("hello world"):find("wor")) print(("hello world"):find("o", 6)) print(("hello"):find("l+")) print(("hello"):find("(l)(l)")) print(("hello"):find("x"))
--> 7	9
--> 8	8
--> 3	4
--> 3	4	l	l
--> nil
print(("a.b"):find(".", 1, true)) print(("a.b"):find("%.")) print(("a.b"):find("", 10)) print(("abc"):find("", 4)) print(("abc"):find("b", -1)) print(("abc"):find("b", -2))
--> 2	2
--> 2	2
--> 4	3
--> 4	3
--> nil
--> 2	2
print(("key = value"):match("^(%w+)%s*=%s*(%w+)$")) print(("2024-01-31"):match("(%d+)-(%d+)-(%d+)")) print(("x"):match("()")) print(("abc"):match("b()")) print(("abc"):match("z"))
--> key	value
--> 2024	01	31
--> 1
--> 3
--> nil
print(("  trim  "):match("^%s*(.-)%s*$") .. "|", ("THE (quick) fox"):find("%((%a+)%)")) print(("hello"):match(".-")) print(("hello"):match(".-$"))
--> trim|	5	11	quick
-->
--> hello
print(pcall(string.find, "x")) print(pcall(string.match, "x", "(")) print(pcall(string.find, "x", "[")) print(pcall(string.find, "x", "%")) print(pcall(string.match, "x", "%1")) print(pcall(string.find, "a", "(()"))
--> false	bad argument #2 to '?' (string expected, got no value)
--> false	unfinished capture
--> false	malformed pattern (missing ']')
--> false	malformed pattern (ends with '%')
--> false	invalid capture index
--> false	unfinished capture
