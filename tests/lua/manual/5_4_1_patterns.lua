-- 5.4.1: character classes, sets, pattern items, captures.
for _, class in ipairs{"%a", "%c", "%d", "%l", "%p", "%s", "%u", "%w", "%x", "%z", ".", "%A", "%D", "%S", "[%a_]", "[0-7]", "[^%s]", "[a-]", "[]]", "[^]]", "%.", "[%]]"} do
  local count = 0
  for code = 0, 255 do if string.char(code):find(class) then count = count + 1 end end
  print(class, count)
--> %a	52
--> %c	33
--> %d	10
--> %l	26
--> %p	32
--> %s	6
--> %u	26
--> %w	62
--> %x	22
--> %z	1
--> .	256
--> %A	204
--> %D	246
--> %S	250
--> [%a_]	53
--> [0-7]	8
--> [^%s]	250
--> [a-]	2
--> []]	1
--> [^]]	255
--> %.	1
--> [%]]	1
end
print(("aaa"):match("a*"), ("aaa"):match("a+"), ("aaa"):match("a-"), ("aaa"):match("a?"), ("baa"):match("a*"), ("baa"):match("a+")) --> aaa	aaa		a		aa
print(("THE (quick (brown)) fox"):match("%b()"), ("x(y"):match("%b()"), ("[[a]b]"):match("%b[]"), ("((a)"):match("%b()")) --> (quick (brown))	nil	[[a]b]	(a)
print(("THE END"):gsub("%f[%w]%w+", "<%0>")) --> <THE> <END>	2
print(("abcabc"):match("(abc)%1"), ("abcabd"):match("(abc)%1"), ('"it\'s"'):match("([\"'])(.-)%1")) --> abc	nil	"	it's
print(("(a*(.)%w(%s*))"):len(), ("aab  x"):match("(a*(.)%w(%s*))"), ("flaaap"):match("()aa()")) --> 14	aab  	3	5
print(("a^b$c"):match("a^b$c"), ("x$"):match("x$$"), ("^x"):match("^^x")) --> a^b$c	x$	^x
print(pcall(string.match, "x", "[a")) print(pcall(string.match, "x", "[]")) print(pcall(string.match, "x", "[^]")) print(pcall(string.match, "x", "%b")) print(pcall(string.match, "x", "%bx")) print(pcall(string.match, "x", "%f")) print(pcall(string.match, "x", "a)")) print(pcall(string.match, "x", ("(x)"):rep(33)))
--> false	malformed pattern (missing ']')
--> false	malformed pattern (missing ']')
--> false	malformed pattern (missing ']')
--> false	unbalanced pattern
--> false	unbalanced pattern
--> false	missing '[' after '%f' in pattern
--> true	nil
--> true	nil
