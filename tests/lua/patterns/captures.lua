print(("abcdef"):match("(a)(b)(c)(d)(e)(f)")) --> a	b	c	d	e	f
print(("abc"):match("((((a)b)c))")) --> abc	abc	ab	a
print(("abc"):match("()a()b()c()")) --> 1	2	3	4
print(("hello"):match("(h)(.-)(o)")) --> h	ell	o
print(("x=1"):match("(%w)=(%w)()")) --> x	1	4
print(("aa bb ab"):match("(%a)%1"), ("aa bb ab"):gsub("(%a)%1", "<%1>"), ("abab"):match("(ab)%1"), ("abba"):match("(.)(.)%2%1"))
--> a	<a> <b> ab	ab	a	b
print(([["quoted" 'too']]):match("([\"'])(.-)%1"), (""):match("()"), ("x"):match("()x()")) --> "	1	1	2
print(("a"):match("(b?)") == "", ("a"):match("(b*)a") == "", ("ab"):match("(a)(x?)(b)")) --> true	true	a		b
local many = ("(.)"):rep(32)
print(select("#", ("x"):rep(32):match(many))) --> 32
print(pcall(string.match, ("x"):rep(33), ("(.)"):rep(33))) --> false	too many captures
print(("aa"):match("()%1"), ("1"):match("(()1)")) --> nil	1	1
