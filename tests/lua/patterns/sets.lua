print(("a-b"):match("[a-]+"), ("a-b"):match("[-a]+"), ("]"):match("[]]"), ("a]b"):match("[^]]+"), ("^"):match("[%^]"))
--> a-	a-	]	a	^
print(("a^"):match("[a^]+"), ("x%y"):match("[%%]"), ("09AZaz"):match("[0-9A-Za-z]+"), ("-"):match("[%-]"))
--> a^	%	09AZaz	-
print(("abc"):match("[%a-z]+"), ("a-z"):match("[%a-z]+"), ("b"):match("[a-%%]"), ("]"):match("[a-%%]"))
--> abc	a-z	nil	]
print(("\228"):match("[\200-\255]") == "\228", ("z"):match("[z-a]"), ("%"):match("[%]"  .. "%%]")) --> true	nil	%
print(("a.b"):match("[.]"), ("a*b"):match("[*+]"), ("$"):match("[$]"), ("[x]"):match("[[]"), ("[x]"):match("[%[x%]]+"))
--> .	*	$	[	[x]
print(("a\0b"):match("[%z]") == "\0", ("a\0b"):match("[^%z]+", 2)) --> true	b
