print(table.getn({ 1, 2, 3 }), table.getn({}), table.maxn({ 1, 2, [10] = 1 }), table.maxn({}), table.maxn({ [1.5] = 1, x = 2 }))
--> 3	0	10	0	1.5
print(table.maxn({ [-5] = 1 }), pcall(table.getn), pcall(table.maxn, 1))
--> 0	false	false	bad argument #1 to '?' (table expected, got number)
print(pcall(table.setn, {}, 1)) --> false	'setn' is obsolete
print(pcall(table.setn)) --> false	bad argument #1 to '?' (table expected, got no value)
print(#{ 1, 2, nil }, #{ n = 5 }, #{ nil }, #setmetatable({ 1 }, { __len = function() return 9 end })) --> 2	0	0	1
