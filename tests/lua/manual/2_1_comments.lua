-- 2.1: short comments end with the line; long ones have brackets of any level.
--[[ a long
comment ]] print("after a long one") --> after a long one
--[==[ print("not run")
]] print("still not run")
--]==] print("level two") --> level two
---[[ one dash more: a short comment
print("run") --> run
--]]
print("before") -- trailing --[[ not long --> before
print(#"--[[ in a string ]]") --> 19
print(loadstring("--[[ never closed")) --> nil	[string "--[[ never closed"]:1: unfinished long comment near '<eof>'
print(loadstring("--[==[ never closed ]]")) --> nil	[string "--[==[ never closed ]]"]:1: unfinished long comment near '<eof>'
print(loadstring("-- no end of line") ~= nil) --> true
