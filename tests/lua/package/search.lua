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
