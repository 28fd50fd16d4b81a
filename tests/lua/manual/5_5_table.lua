-- 5.5: concat, insert, maxn, remove, sort, and the old getn, foreach, foreachi, setn.
print(table.concat({1, 2, "x"}), table.concat({1, 2, 3}, ", "), table.concat({1, 2, 3}, "-", 2), table.concat({1, 2, 3}, "-", 2, 3), table.concat({1, 2, 3}, "-", 3, 2) == "", table.concat({}) == "") --> 12x	1, 2, 3	2-3	2-3	true	true
print(pcall(table.concat, {1, {}, 3})) print(pcall(table.concat, {1}, ",", 1, 2)) print(pcall(table.concat)) print(pcall(table.concat, {true}))
--> false	invalid value (table) at index 2 in table for 'concat'
--> false	invalid value (nil) at index 2 in table for 'concat'
--> false	bad argument #1 to '?' (table expected, got no value)
--> false	invalid value (boolean) at index 1 in table for 'concat'
local t = {"a", "b"}
table.insert(t, "c") table.insert(t, 1, "first") table.insert(t, 3, "mid") table.insert(t, #t + 1, "end")
print(table.concat(t, " ")) --> first a mid b c end
print(table.remove(t), table.remove(t, 1), table.remove(t, 2), table.concat(t, " ")) print(table.remove({})) print(table.remove({1}, 5)) print(select("#", table.remove({}))) print(table.remove(t, 1), table.remove(t), table.remove(t), #t)
--> end	first	mid	a b c
-->
-->
--> 0
--> a	c	b	0
print(pcall(table.insert, {}, 1, 2, 3)) print(pcall(table.insert, {})) print(pcall(table.insert, 1, 2)) print(pcall(table.insert, {}, "x", 1)) print(pcall(table.remove))
--> false	wrong number of arguments to 'insert'
--> false	wrong number of arguments to 'insert'
--> false	bad argument #1 to '?' (table expected, got number)
--> false	bad argument #2 to '?' (number expected, got string)
--> false	bad argument #1 to '?' (table expected, got no value)
print(table.maxn({}), table.maxn({1, 2, nil, 4}), table.maxn({[1000] = 1, [-5] = 1, [2.5] = 1, x = 1})) --> 0	4	1000
local s = {5, 2, 8, 1, 9, 3}
table.sort(s) print(table.concat(s, " ")) --> 1 2 3 5 8 9
table.sort(s, function(a, b) return a > b end) print(table.concat(s, " ")) --> 9 8 5 3 2 1
local words = {"pear", "apple", "fig", "Zoo"}
table.sort(words) print(table.concat(words, " ")) --> Zoo apple fig pear
table.sort(words, function(a, b) return #a < #b or #a == #b and a < b end) print(table.concat(words, " ")) --> Zoo fig pear apple
print(pcall(table.sort, {1, "x", 2})) print(pcall(table.sort, {1, 2, 3}, 5)) print(pcall(table.sort, {{}, {}})) print(pcall(table.sort))
--> false	attempt to compare string with number
--> false	bad argument #2 to '?' (function expected, got number)
--> false	attempt to compare two table values
--> false	bad argument #1 to '?' (table expected, got no value)
print(table.getn({1, 2, 3}), pcall(table.setn, {}, 3)) --> 3	false	'setn' is obsolete
print(table.foreachi({"a", "b", "c"}, function(i, v) if v == "b" then return i end end), table.foreach({x = 1}, function(k, v) return k .. v end), table.foreach({}, print)) --> 2	x1
