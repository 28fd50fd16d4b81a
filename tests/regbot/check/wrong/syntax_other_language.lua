-- Operators of other languages.
local count = 0
count += 1
-->^ 7 error syntax: '=' expected near '+' (Lua has no +=: write x = x + 1)
