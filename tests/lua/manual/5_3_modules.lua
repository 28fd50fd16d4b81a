-- 5.3: require, module, package.
package.preload.made = function(name, ...) print("loading", name, select("#", ...)) return {name = name} end --> loading	made	0
print(require("made") == require("made"), package.loaded.made.name) --> true	made
package.preload.nothing = function() end
print(require("nothing"), package.loaded.nothing) --> true	true
package.preload.sets = function(name) package.loaded[name] = "set" end
print(require("sets")) --> set
package.preload.falsy = function() return false end
print(require("falsy"), package.loaded.falsy) --> false	false
package.preload.broken = function() error("while loading", 0) end
print(pcall(require, "broken")) print(pcall(require, "broken"))
--> false	while loading
--> false	loop or previous error loading module 'broken'
print((select(2, pcall(require, "no.such.module")):gsub("\n.*", ""))) --> module 'no.such.module' not found:
print(require("string") == string, require("_G") == _G, package.loaded.table == table) --> true	true	true
package.preload["a.b"] = loadstring("module(..., package.seeall) function f() return _NAME, _PACKAGE, type(print) end")
print(require("a.b").f()) print(a.b.f == package.loaded["a.b"].f)
--> a.b	a.	function
--> true
package.preload.closed = loadstring("module(...) x = 1")
print(require("closed").x, rawget(closed, "print")) --> 1	nil
print(pcall(module, "string.len")) print(pcall(require)) print(pcall(require, {}))
--> false	name conflict for module 'string.len'
--> false	bad argument #1 to '?' (string expected, got no value)
--> false	bad argument #1 to '?' (string expected, got table)
print(#package.loaders, type(package.path), type(package.cpath), package.config:sub(1, 1), type(package.preload)) --> 4	string	string	/	table
package.loaders[#package.loaders + 1] = function(name) if name == "from.loader" then return function(n) return "loaded " .. n end end return "\n\tnot here" end
print(require("from.loader"), (select(2, pcall(require, "else.where")):match("not here"))) --> loaded from.loader	not here
local saved = package.loaders
package.loaders = nil
print(pcall(require, "x")) --> false	'package.loaders' must be a table
package.loaders, package.path = saved, nil
print(pcall(require, "y")) --> false	'package.path' must be a string
