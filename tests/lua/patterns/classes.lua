local function members(class)
  local found = {}
  for i = 0, 255 do if string.char(i):find(class) then found[#found + 1] = i end end
  return #found, found[1], found[#found]
end
for _, class in ipairs({ "%a", "%c", "%d", "%l", "%p", "%s", "%u", "%w", "%x", "%z" }) do
  print(class, members(class))
  print(class:upper(), members(class:upper()))
end
print(members("."), members("%."), members("[%a%d]"), members("[^%a%d]"))

--> %a	52	65	122
--> %A	204	0	255
--> %c	33	0	127
--> %C	223	32	255
--> %d	10	48	57
--> %D	246	0	255
--> %l	26	97	122
--> %L	230	0	255
--> %p	32	33	126
--> %P	224	0	255
--> %s	6	9	32
--> %S	250	0	255
--> %u	26	65	90
--> %U	230	0	255
--> %w	62	48	122
--> %W	194	0	255
--> %x	22	48	102
--> %X	234	0	255
--> %z	1	0	0
--> %Z	255	1	255
--> 256	1	62	194	0	255
