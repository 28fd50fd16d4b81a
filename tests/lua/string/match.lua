print(("key = value"):match("^(%w+)%s*=%s*(%w+)$")) --> key	value
print(("hello"):match("l+"), ("hello"):match("x"), ("hello"):match(".", 2), ("hello"):match("()", 3)) --> ll	nil	e	3
print(("2024-01-31"):match("(%d+)-(%d+)-(%d+)")) --> 2024	01	31
print(("  trim me  "):match("^%s*(.-)%s*$") .. "|") --> trim me|
print(("v1.2.3-rc1"):match("^v(%d+)%.(%d+)%.(%d+)(.*)$")) --> 1	2	3	-rc1
print(("registry.example.org:5000/library/alpine:3.19"):match("^([^/]+)/(.+):([^:/]+)$"))
--> registry.example.org:5000	library/alpine	3.19
print(("abc"):match("^b"), ("abc"):match("^b", 2), ("abc"):match("c$"), ("abc"):match("b$")) --> nil	b	c	nil
print((""):match(".*") == "", (""):match(".+"), ("abc"):match("", 4) == "", ("abc"):match("", 5) == "")
--> true	nil	true	true
print(("x"):match("(x)(x?)"), ("abc"):match("((a)(b))")) --> x	ab	a	b
