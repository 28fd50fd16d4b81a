print(table.concat({}), table.concat({ 1, 2, 3 }), table.concat({ "a", "b" }, ", "), table.concat({ 1.5, "x", 2 }, "-"))
--> 	123	a, b	1.5-x-2
print(table.concat({ 1, 2, 3, 4 }, ",", 2), table.concat({ 1, 2, 3, 4 }, ",", 2, 3), table.concat({ 1, 2 }, ",", 3) == "")
--> 2,3,4	2,3	true
print(table.concat({ [5] = "e", [6] = "f" }, "+", 5, 6), table.concat({ 1, 2 }, 0), table.concat({ "x" }, nil, nil, nil))
--> e+f	102	x
print(table.concat({ "a", "b" }, "\0") == "a\0b", table.concat({ 1, 2, 3 }, ", ", "2", "3")) --> true	2, 3
print(pcall(table.concat, { 1, {}, 3 })) --> false	invalid value (table) at index 2 in table for 'concat'
print(pcall(table.concat, { 1, nil, 3 }, ",", 1, 3)) --> false	invalid value (nil) at index 2 in table for 'concat'
print(pcall(table.concat, { true })) --> false	invalid value (boolean) at index 1 in table for 'concat'
print(pcall(table.concat, {}, "", 1, 1)) --> false	invalid value (nil) at index 1 in table for 'concat'
print(pcall(table.concat)) --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(table.concat, nil)) --> false	bad argument #1 to '?' (table expected, got nil)
print(pcall(table.concat, {}, {})) --> false	bad argument #2 to '?' (string expected, got table)
print(pcall(table.concat, {}, "", "x")) --> false	bad argument #3 to '?' (number expected, got string)
