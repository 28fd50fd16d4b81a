-- 5.4: gmatch and gsub with the manual's kinds of replacement.
local found = {}
for w in ("one two  three"):gmatch("%a+") do found[#found + 1] = w end
print(table.concat(found, ",")) --> one,two,three
local t = {}
for k, v in ("from=world, to=Lua"):gmatch("(%w+)=(%w+)") do t[k] = v end
print(t.from, t.to) --> world	Lua
for at in ("abc"):gmatch("()") do io.write("") found[#found + 1] = at end
print(#found) --> 7
for v in ("^a^a"):gmatch("^a") do print("caret", v) end
--> caret	^a
--> caret	^a
print(("hello world"):gsub("(%w+)", "%1 %1")) print(("hello world"):gsub("%w+", "%0 %0", 1)) print(("hello world from Lua"):gsub("(%w+)%s*(%w+)", "%2 %1"))
--> hello hello world world	2
--> hello hello world	1
--> world hello Lua from	2
print(("4+5 = $return 4+5$"):gsub("%$(.-)%$", function(s) return loadstring(s)() end)) --> 4+5 = 9	1
print(("$name-$version.tar.gz"):gsub("%$(%w+)", {name = "lua", version = "5.1"})) --> lua-5.1.tar.gz	2
print(("home = $HOME, user = $USER"):gsub("%$(%w+)", function(name) return ({HOME = "/home/roberto"})[name] end)) --> home = /home/roberto, user = $USER	2
print(("abc"):gsub("", "-")) print(("abc"):gsub(".", {a = 1, b = true and "B", c = false})) print(("abc"):gsub("b", "%%")) print(("abc"):gsub("x*", "."))
--> -a-b-c-	4
--> 1Bc	3
--> a%c	1
--> .a.b.c.	4
print(("abc"):gsub("(b)", "%0%1")) print(("abc"):gsub("^a", "x")) print(("aaa"):gsub("^a", "x")) print(("abc"):gsub("%w", "%0", 0)) print(("abc"):gsub("%w", "%0", -1))
--> abbc	1
--> xbc	1
--> xaa	1
--> abc	0
--> abc	0
print(pcall(string.gsub, "x", "x")) print(pcall(string.gsub, "x", "x", true)) print(pcall(string.gsub, "x", "x", "%2")) print(pcall(string.gsub, "x", "x", function() return {} end)) print(pcall(string.gsub, "x", "(", "y"))
--> false	bad argument #3 to '?' (string/function/table expected)
--> false	bad argument #3 to '?' (string/function/table expected)
--> false	invalid capture index
--> false	invalid replacement value (a table)
--> true	yxy	2
