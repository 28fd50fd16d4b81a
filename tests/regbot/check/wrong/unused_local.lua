-- Locals that nobody reads. A place before a used one, and `_`, are fine.
local keep = 5 --> 7 hint unused-local: the local keep is never used
local count = 0 --> 7 hint unused-local: the local count is assigned but never used
count = 1
local ok, found = pcall(tag.ls, "app")
local _, why = pcall(tag.ls, "app")
local function unused() return found end --> 16 hint unused-local: the local function unused is never used
log(tostring(why))
