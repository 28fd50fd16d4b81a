-- Equal elements end where Lua's own quicksort puts them.
local records = {}
for i = 1, 40 do records[i] = { key = i % 4, id = i } end
local calls = 0
table.sort(records, function(a, b) calls = calls + 1 return a.key < b.key end)
local ids = {}
for i, r in ipairs(records) do ids[i] = r.id end
print(table.concat(ids, " "), calls)
--> 40 24 16 12 28 36 32 8 20 4 1 9 5 29 37 33 21 25 13 17 30 34 2 38 18 14 10 26 6 22 35 11 39 27 23 3 7 15 31 19	206
