package.preload["made.up"] = function(name) return { name = name, count = (count or 0) + 1 } end
local m = require("made.up")
print(m.name, m.count, require("made.up") == m, package.loaded["made.up"] == m) --> made.up	1	true	true
package.preload.silent = function() end
print(require("silent"), package.loaded.silent) --> true	true
package.preload.sets = function(name) package.loaded[name] = "set by itself" end
print(require("sets")) --> set by itself
package.preload.lies = function() return false end
print(require("lies"), package.loaded.lies) --> false	false
package.preload.fails = function() error("in module", 0) end
print(pcall(require, "fails")) --> false	in module
print(pcall(require, "fails")) --> false	loop or previous error loading module 'fails'
package.preload.loops = function() return require("loops") end
print((select(2, pcall(require, "loops")):gsub("^[^ ]*: ", ""))) --> loop or previous error loading module 'loops'
print(require("string") == string, require("_G") == _G) --> true	true
print(pcall(require)) --> false	bad argument #1 to '?' (string expected, got no value)
print(pcall(require, {})) --> false	bad argument #1 to '?' (string expected, got table)
