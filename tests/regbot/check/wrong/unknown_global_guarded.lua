-- To ask whether something is there is no mistake; to use it is one.
if DEBUG then
  log("debugging")
end
local level = LEVEL or "info"
if MODE == nil or not STRICT then
  log(level)
end
log(MODE .. level) --> 5 error unknown-global: unknown global MODE, did you mean module?
