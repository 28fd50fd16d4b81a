-- The loop variable takes the module's name.
for _, tag in ipairs(tag.ls("app")) do
  if tag:match("^0") then
    tag.delete("app:" .. tag) --> 5 warning hidden-module: tag is the local of line 2 here, not the module that has delete
  end
end
