print(("hello world"):gsub("o", "0")) --> hell0 w0rld	2
print(("hello world"):gsub("(o)", "<%1>")) --> hell<o> w<o>rld	2
print(("hello"):gsub("", "-")) --> -h-e-l-l-o-	6
print(("abc"):gsub("%w", "%0%0")) --> aabbcc	3
print(("abc"):gsub("%w", "%%%0")) --> %a%b%c	3
print(("hello world"):gsub("(%w+) (%w+)", "%2 %1")) --> world hello	1
print(("abc"):gsub("b", "%1")) --> abc	1
print(("abc"):gsub("b", "")) --> ac	1
print(("a.b.c"):gsub("%.", "/")) --> a/b/c	2
print(("abc"):gsub(".", { a = "1", c = false })) --> 1bc	3
print(("aaa"):gsub("a", "b", 2)) --> bba	2
print(("aaa"):gsub("a", "b", 0)) --> aaa	0
print(("aaa"):gsub("a", "b", -1)) --> aaa	0
print(("aaa"):gsub("^a", "b")) --> baa	1
print(("abc"):gsub("$", "!")) --> abc!	1
print(("abc"):gsub("^", "!")) --> !abc	1
print(("x y z"):gsub("%s", "\\")) --> x\y\z	2
print(("x"):gsub("x", "\\1%%")) --> \1%	1
print(("abc"):gsub("()", "%1")) --> 1a2b3c4	4
print((("abc"):gsub("b", "%")):byte(1, -1)) --> 97	0	99
print(("abc"):gsub("b", "%x")) --> axc	1
print(("abc"):gsub("b", 42)) --> a42c	1
print(("abxd"):gsub("x*", "-")) --> -a-b--d-	5
print(("a b"):gsub("%s*", ".")) --> .a..b.	4
