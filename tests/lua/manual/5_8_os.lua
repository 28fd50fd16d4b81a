-- 5.8: time, date, files and the environment.
print(type(os.clock()), os.clock() >= 0, os.difftime(5, 3), os.difftime(5)) --> number	true	2	5
local noon = os.time{year = 2020, month = 2, day = 29, hour = 12}
local parts = os.date("*t", noon)
print(parts.year, parts.month, parts.day, parts.hour, parts.min, parts.sec, parts.wday, parts.yday, type(parts.isdst)) --> 2020	2	29	12	0	0	7	60	boolean
print(os.date("%Y-%m-%d %H:%M:%S", noon), os.date("%d/%m/%y %j %a %A %b %B %p %%", noon)) print(os.date("!%Y-%m-%d %H:%M:%S", 0), os.date("!%c", 0), os.date("!%x %X", 0)) print(os.date("!*t", 86400).day)
--> 2020-02-29 12:00:00	29/02/20 060 Sat Saturday Feb February PM %
--> 1970-01-01 00:00:00	Thu Jan  1 00:00:00 1970	01/01/70 00:00:00
--> 2
print(os.time{year = 2020, month = 1, day = 1, hour = 0} - os.time{year = 2019, month = 12, day = 31, hour = 0}, os.time{year = 2020, month = 14, day = 1} == os.time{year = 2021, month = 2, day = 1}, os.time{year = 2020, month = 1, day = 1} == os.time{year = 2020, month = 1, day = 1, hour = 12}) --> 86400	true	true
print(pcall(os.time, {})) print(pcall(os.time, {year = 2020})) print(pcall(os.date, 5, "x")) print(type(os.time()), os.time() > 1e9, os.date() ~= "")
--> false	field 'day' missing in date table
--> false	field 'day' missing in date table
--> false	bad argument #2 to '?' (number expected, got string)
--> number	true	true
print(os.getenv("NO_SUCH_VARIABLE_HERE"), type(os.getenv("PATH"))) print(pcall(os.getenv))
--> nil	string
--> false	bad argument #1 to '?' (string expected, got no value)
local name = os.tmpname()
io.open(name, "w"):close()
print(os.rename(name, name .. ".moved"), (io.open(name)), os.remove(name .. ".moved")) print(type(select(2, os.remove(name))), (select(3, os.remove(name)))) print(type(select(2, os.rename(name, "x"))))
--> true	nil	true
--> string	2
--> string
print(os.setlocale("C"), os.setlocale(nil, "numeric"), os.setlocale("no_SUCH_locale")) print(pcall(os.setlocale, "C", "bad"))
--> C	C	nil
--> false	bad argument #2 to '?' (invalid option 'bad')
print(type(os.execute()), type(os.execute("true"))) --> number	number
