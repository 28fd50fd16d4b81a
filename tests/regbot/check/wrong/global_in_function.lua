-- A function that forgets `local`.
local function newest(tags)
  best = tags[1] --> 3 hint global-assignment: best becomes a global here, is local missing?
  for _, t in ipairs(tags) do
    if t > best then best = t end
  end
  return best
end
log(newest(tag.ls("app")))
