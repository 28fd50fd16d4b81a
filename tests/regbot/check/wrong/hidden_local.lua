-- A local inside the scope of another of its name.
local name = "app"
for _, name in ipairs(tag.ls(name)) do --> 8 hint hidden-local: the local name hides that of line 2
  local found = name
  if found then
    local found = found
    log(found)
  end
end
local function show(name) --> 21 hint hidden-local: the local name hides that of line 2
  log(name)
end
show(name)
