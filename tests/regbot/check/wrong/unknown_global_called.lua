-- A function that does not exist, and one of another language.
for _, t in ipairs(tag.ls("app")) do
  prnit(t) --> 3 error unknown-global: unknown global prnit, did you mean print?
end
len("x") --> 1 error unknown-global: unknown global len, did you mean string.len?
