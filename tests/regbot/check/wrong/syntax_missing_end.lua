-- An `end` is missing.
for _, t in ipairs(tag.ls("app")) do
  if t == "1.0" then
    log(t)
end
--> 1 error syntax: 'end' expected (to close 'for' at line 2) near '<eof>'