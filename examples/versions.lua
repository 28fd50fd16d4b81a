-- Choosing versions, for mirror.yml and newest-minors.yml: a script may `require` the files beside its config.

local versions = {}

-- The tags that are releases, newest first: neither words ("latest") nor pre-releases and variants ("2.2-rc1").
-- "1.10" is newer than "1.9", although it is the smaller string.
function versions.releases(tags)
  local found = {}
  for _, name in ipairs(semver.sort(tags)) do
    if semver.parse(name).prerelease == "" then
      table.insert(found, 1, name)
    end
  end
  return found
end

return versions
