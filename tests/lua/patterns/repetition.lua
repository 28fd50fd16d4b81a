print(("aaa"):match("a*"), ("aaa"):match("a+"), ("aaa"):match("a-") == "", ("aaa"):match("a?"), ("aaab"):match("a-b"))
--> aaa	aaa	true	a	aaab
print(("baaa"):match("a*") == "", ("baaa"):match("a+"), ("xaaay"):match("xa-y"), ("xy"):match("xa*y"), ("xy"):match("xa+y"))
--> true	aaa	xaaay	xy	nil
print(("<b>bold</b>"):match("<.->"), ("<b>bold</b>"):match("<.*>"), ("aXbXc"):match("^(.-)X"), ("aXbXc"):match("^(.*)X"))
--> <b>	<b>bold</b>	a	aXb
print(("color colour"):gsub("colou?r", "C"), ("a?b"):match("a%?b"), ("a**"):match("a%*+")) --> C C	a?b	a**
print(("aaaa"):find("aa*a"), ("aaaa"):find("a*a"), ("ab"):match("a?b?c?"), ("*a"):match("*a"), ("+"):match("+"), ("?x"):match("?x"))
--> 1	1	ab	*a	+	?x
print(("a-"):match("a%-"), ("---"):match("%-+"), ("x-y"):match("x-y"), ("--"):match("^--$") == "--", ("^*"):match("^^*"))
--> a-	---	y	true	^
