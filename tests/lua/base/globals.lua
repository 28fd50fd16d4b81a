print(_VERSION, _G._G == _G, _G.print == print) --> Lua 5.1	true	true
local names = {}
for _, name in ipairs({ "assert", "collectgarbage", "dofile", "error", "gcinfo", "getfenv", "getmetatable", "ipairs",
  "load", "loadfile", "loadstring", "module", "newproxy", "next", "pairs", "pcall", "print", "rawequal", "rawget",
  "rawset", "require", "select", "setfenv", "setmetatable", "tonumber", "tostring", "type", "unpack", "xpcall" }) do
  if type(_G[name]) ~= "function" then names[#names + 1] = name end
end
print(#names, unpack(names)) --> 0
for _, name in ipairs({ "coroutine", "debug", "io", "math", "os", "package", "string", "table" }) do
  print(name, type(_G[name]), package.loaded[name] == _G[name])
  --> coroutine	table	true
  --> debug	table	true
  --> io	table	true
  --> math	table	true
  --> os	table	true
  --> package	table	true
  --> string	table	true
  --> table	table	true
end
