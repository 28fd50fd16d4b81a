print(os.time({ year = 2024, month = 1, day = 31, hour = 12 }) - os.time({ year = 2024, month = 1, day = 30, hour = 12 }))
--> 86400
print(os.time({ year = 2024, month = 1, day = 1 }) == os.time({ year = 2024, month = 1, day = 1, hour = 12, min = 0, sec = 0 }))
--> true
print(os.time({ year = 2024, month = 14, day = -3, hour = 25, min = 61, sec = 61 }) == os.time({ year = 2025, month = 1, day = 29, hour = 2, min = 2, sec = 1 }))
--> true
print(type(os.time()), os.time() % 1, os.difftime(5, 3), os.difftime(5), type(os.clock())) --> number	0	2	5	number
print(os.time({ year = "2024", month = "2", day = "1" }) == os.time({ year = 2024, month = 2, day = 1 })) --> true
local d = os.date("*t", 86400 * 365)
print(os.time(d) == 86400 * 365, d.year, d.isdst) --> true	1971	false
print(os.time(setmetatable({}, { __index = { year = 2000, month = 1, day = 1, hour = 0 } })) == os.time({ year = 2000, month = 1, day = 1, hour = 0 }))
--> true
print(pcall(os.time, {})) --> false	field 'day' missing in date table
print(pcall(os.time, { day = 1 })) --> false	field 'month' missing in date table
print(pcall(os.time, { day = 1, month = 1 })) --> false	field 'year' missing in date table
print(pcall(os.time, { day = "x", month = 1, year = 2000 })) --> false	field 'day' missing in date table
print(pcall(os.time, 5)) --> false	bad argument #1 to '?' (table expected, got number)
print(pcall(os.difftime)) --> false	bad argument #1 to '?' (number expected, got no value)
