local places = require 'places'

local releases = {}

function releases.mirror(path)
  local from = reference.new(places.combine(places.source, path))
  for _, t in ipairs(tag.ls(from)) do
    local major, _, _, rest = string.match(t, "^(%d+)%.(%d+)%.(%d+)(.-)$")
    if major ~= nil and string.sub(rest, 1, 1) ~= "-" then
      from:tag(t)
      local to = reference.new(places.combine(places.target, path))
      to:tag(t)
      if not image.ratelimitWait(from, 100) then
        error "no pulls left"
      end
      image.copy(from, to)
    end
  end
end

return releases
