for _, name in ipairs(tag.ls("registry.example.org/team/app")) do
  log "found " .. name
  -->^ 16 error syntax: unexpected symbol near '..' (a call without parentheses takes one text only: write log("found " .. …))
end
