package.cpath = ""
package.path = "./no/?.lua;./no/?/init.lua"
print(select(2, pcall(require, "some.module")))
--> module 'some.module' not found:
--> 	no field package.preload['some.module']
--> 	no file './no/some/module.lua'
--> 	no file './no/some/module/init.lua'
package.path = "?"
print(select(2, pcall(require, "some.module")))
--> module 'some.module' not found:
--> 	no field package.preload['some.module']
--> 	no file 'some/module'
package.path = nil
print((select(2, pcall(require, "some.module")):gsub("^.*:%d+: ", ""))) --> 'package.path' must be a string
package.path = "./no/?.lua"
local loaders = package.loaders
package.loaders = nil
print((select(2, pcall(require, "some.module")):gsub("^.*:%d+: ", ""))) --> 'package.loaders' must be a table
package.loaders = loaders
loaders[#loaders + 1] = function(name) return "\n\tnot here either: " .. name end
print(select(2, pcall(require, "some.module")))
--> module 'some.module' not found:
--> 	no field package.preload['some.module']
--> 	no file './no/some/module.lua'
--> 	not here either: some.module
table.insert(loaders, 1, function(name) if name == "conjured" then return function(...) return ... end end end)
print(require("conjured")) --> conjured
local preload = package.preload
package.preload = nil
print((select(2, pcall(require, "x")):gsub("^.*:%d+: ", ""))) --> 'package.preload' must be a table
package.preload = preload

-- numbers that loaders give are text, tables may answer by metamethods
local loaders, preload = package.loaders, package.preload
package.loaders = { function() return 5 end, function() return true end }
print(pcall(require, "numbered")) --> false	module 'numbered' not found:5
package.loaders = loaders
package.preload = setmetatable({}, { __index = function(_, key) return function(name) return key .. "!" .. name end end })
print(require("by.index")) --> by.index!by.index
package.preload = preload
print(pcall(package.loaders[4])) --> false	bad argument #1 to '?' (string expected, got no value)
print(pcall(package.loaders[3])) --> false	bad argument #1 to '?' (string expected, got no value)
