-- Where globals come from elsewhere, unknown ones are not told; calls of the API still are.
local settings = {}
setfenv(assert(loadfile("settings.lua")), settings)()
log(anything)
tag.ls() --> 5 error argument-count: tag.ls takes 1 to 2 arguments, got none
