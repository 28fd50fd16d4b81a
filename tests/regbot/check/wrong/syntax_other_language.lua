-- Operators of other languages.
local count = 0
count += 1
-->^ 7 error syntax: '=' expected near '+'
