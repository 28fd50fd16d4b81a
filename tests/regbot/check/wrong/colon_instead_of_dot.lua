-- A module is no object.
for _, t in ipairs(tag:ls("app")) do --> 24 error colon-call: tag:ls passes the module itself, did you mean tag.ls?
  log:info(t) --> 7 error colon-call: log:info passes the module itself, did you mean log.info?
end
local s = string:rep("x", 3) --> 18 error colon-call: string:rep passes the module itself, did you mean string.rep?
log(s)
