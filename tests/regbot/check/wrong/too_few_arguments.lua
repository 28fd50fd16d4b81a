-- Calls that fail when they are reached.
tag.ls() --> 5 error argument-count: tag.ls takes 1 to 2 arguments, got none
image.copy("app:1") --> 7 error argument-count: image.copy takes 2 to 3 arguments, got 1
manifest.put(manifest.get("app:1"))
log() --> 1 error argument-count: log takes 1 argument, got none
image.ratelimitWait("app:1") --> 7 error argument-count: image.ratelimitWait takes 2 to 4 arguments, got 1
local ref = reference.new("app:1")
manifest.get(ref):ratelimitWait() --> 19 error argument-count: the method ratelimitWait takes 1 to 3 arguments, got none
setmetatable({}) --> 1 error argument-count: setmetatable takes 2 arguments, got 1
