print(os.date("!%Y-%m-%dT%H:%M:%SZ", 0), os.date("!%Y-%m-%dT%H:%M:%SZ", 1700000000), os.date("!%c", 951782400))
--> 1970-01-01T00:00:00Z	2023-11-14T22:13:20Z	Tue Feb 29 00:00:00 2000
print(os.date("!%a %A %b %B %d %e %j %y %Y %C", 1709210096), os.date("!%x %X %D %F %T %R %r %p %I", 1709210096))
--> Thu Thursday Feb February 29 29 060 24 2024 20	02/29/24 12:34:56 02/29/24 2024-02-29 12:34:56 12:34 12:34:56 PM PM 12
print(os.date("!%U %W %V %G %g %u %w", 1709210096), os.date("!%n%t%%|%h|%k|%l|%P", 1709210096), os.date("!%H:%M:%S", 86399))
--> 08 09 09 2024 24 4 4	
--> 	%|Feb|12|12|pm	23:59:59
for _, t in ipairs({ 1104537600, 1230768000, 1262304000, 1293840000, 946684799 }) do print(os.date("!%Y %G-W%V-%u %U %W %j", t)) end
--> 2005 2004-W53-6 00 00 001
--> 2009 2009-W01-4 00 00 001
--> 2010 2009-W53-5 00 00 001
--> 2011 2010-W52-6 00 00 001
--> 1999 1999-W52-5 52 52 365
local t = os.date("!*t", 1709210096)
print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst) --> 2024	2	29	12	34	56	5	60	false
print(os.date("!%Y", -86400), os.date("!%Y-%m-%d", 4102444800), os.date("", 0) == "", os.date("!", 0) == "", os.date("plain", 0))
--> 1969	2100-01-01	true	true	plain
print(os.date("!%", 0), os.date("!100%", 0), os.date("!%z", 0), type(os.date()), #os.date() > 10, os.date("!%Y", 1.9))
--> %	100%	+0000	string	true	1970
print(os.date("!%Ex", 0), os.date("!%q", 0), os.date("!%J", 0), os.date("%Y", 1e18)) --> %Ex	%q	%J	nil
print(pcall(os.date, {})) --> false	bad argument #1 to '?' (string expected, got table)
print(pcall(os.date, "%Y", "x")) --> false	bad argument #2 to '?' (number expected, got string)

-- digits are widths to glibc, also of nothing
print(os.date("!%3|%9|%1|%0|", 0)) -->  %3|       %9|%1|%0|
