-- Lua's own libraries are known too, and 5.1 lacks what later versions have.
local parts = table.pack(1, 2) --> 21 error unknown-member: the module table has no member pack
log(string.fromat("%d", #parts)) --> 12 error unknown-member: the module string has no member fromat, did you mean string.format?
log(tostring(math.tointeger(3))) --> 19 error unknown-member: the module math has no member tointeger
io.wirte("x") --> 4 error unknown-member: the module io has no member wirte, did you mean io.write?
local unpack = table.unpack or unpack
log(unpack({"fine"}))
