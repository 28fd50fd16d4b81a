-- 2.5.6: or < and < comparison < .. < additive < multiplicative < unary < ^; .. and ^ from the right.
print(2 + 3 * 4 ^ 2 / 2, 2 ^ 3 ^ 2, -2 ^ 2, (-2) ^ 2, 2 ^ -1, not 1 == 2, not (1 == 2)) --> 26	512	-4	4	0.5	false	true
print(1 .. 2 .. 3, "a" .. 1 + 2, 1 + 1 .. "", 2 * 3 % 4, 7 - 2 - 1, 8 / 4 / 2) --> 123	a3	2	2	4	1
print(1 < 2 == true, "a" < "b" == not nil, 1 or 2 and nil, nil and 1 or 2, 1 and 2 or 3) --> true	true	1	2	2
print(#"abc" + 1, -"2" + 3, not nil and 1, - -3, not not true, -#"ab") --> 4	1	1	3	true	-2
print(1 + 2 < 4 and 2 ^ 2 == 4 or false, 5 .. 5 == "55", 3 - -3) --> true	true	6
