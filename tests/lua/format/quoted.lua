print(string.format("%q", 'say "hi"\\ and\nnew line'))
--> "say \"hi\"\\ and\
--> new line"
print(string.format("%q", "tab\tbell\a")) --> "tab	bell"
print((string.format("%q", "cr\rnul\0end"))) --> "cr\rnul\000end"
print(string.format("%q", "\228\195\164") == '"\228\195\164"') --> true
print(string.format("%q %q", "", 12)) --> "" "12"
local text = "all: "
for i = 0, 255 do text = text .. string.char(i) end
print(loadstring("return " .. string.format("%q", text))() == text) --> true
print(pcall(string.format, "%q", nil)) --> false	bad argument #2 to '?' (string expected, got nil)
