-- Versions such as "1.2", "v1.10.3" or "2": reading, comparing, choosing. Used by mirror.yml: a script may `require`
-- the files beside its config.

local versions = {}

-- The numbers of a version, or nil when the text is none: pre-releases ("1.2-rc1") and words ("latest") are not.
function versions.parse(text)
  local numbers = {}
  for part in (text:gsub("^v", "") .. "."):gmatch("([^.]*)%.") do
    if not part:match("^%d+$") then
      return nil
    end
    numbers[#numbers + 1] = tonumber(part)
  end
  return numbers
end

-- Whether version a is newer than b; missing places count as 0.
function versions.newer(a, b)
  local left, right = versions.parse(a), versions.parse(b)
  for place = 1, math.max(#left, #right) do
    local x, y = left[place] or 0, right[place] or 0
    if x ~= y then
      return x > y
    end
  end
  return false
end

-- The newest `count` of the tags that are versions, newest first.
function versions.newest(tags, count)
  local found = {}
  for _, name in ipairs(tags) do
    if versions.parse(name) then
      found[#found + 1] = name
    end
  end
  table.sort(found, versions.newer)
  for place = #found, count + 1, -1 do
    found[place] = nil
  end
  return found
end

return versions
