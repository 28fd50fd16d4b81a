local places = {}

places.source = os.getenv("SOURCE")
places.target = os.getenv("TARGET")

function places.combine(a, b)
  local i = string.find(b, "/", 1, true)
  return a .. "/" .. string.sub(b, 1, i) .. string.gsub(string.sub(b, i + 1), "/", "-")
end

return places
