local name = os.tmpname()
local function put(text) local f = io.open(name, "w") f:write(text) f:close() end
package.path = name
put("local name = ... return { got = name, kind = 'file' }")
local m = require("any.module")
print(m.got, m.kind, require("any.module") == m) --> any.module	file	true
put("x = = 1")
print((select(2, pcall(require, "broken")):gsub("/[%w/_]+", "FILE")))
--> error loading module 'broken' from file 'FILE':
--> 	FILE:1: unexpected symbol near '='
put("error('at load')")
print((select(2, pcall(require, "failing")):gsub("/[%w/_]+", "FILE"))) --> FILE:1: at load
put("module(..., package.seeall) function hello() return 'hello from ' .. _NAME end")
require("mod.sub")
print(mod.sub.hello(), mod.sub._PACKAGE, mod.sub._M == mod.sub, package.loaded["mod.sub"] == mod.sub)
--> hello from mod.sub	mod.	true	true
os.remove(name)
