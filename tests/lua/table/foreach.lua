table.foreachi({ "a", "b", "c" }, print)
--> 1	a
--> 2	b
--> 3	c
print(table.foreachi({ 1, 2, 3 }, function(i, v) if i == 2 then return v * 10 end end)) --> 20
print(table.foreach({ x = 1 }, function(k, v) return k .. v end)) --> x1
print(select("#", table.foreach({}, print)), select("#", table.foreachi({}, print))) --> 0	0
print(pcall(table.foreach)) --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(table.foreach, {})) --> false	bad argument #2 to '?' (function expected, got no value)
print(pcall(table.foreachi, {}, 1)) --> false	bad argument #2 to '?' (function expected, got number)
