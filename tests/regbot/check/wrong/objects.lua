-- A class of the script's own; its methods are known by their names.
local Mirror = {}
Mirror.__index = Mirror
function Mirror.new(source) return setmetatable({source = source}, Mirror) end
function Mirror:run(target) image.copy(self.source, target) end
local mirror = Mirror.new("app:1")
mirror:run("app:2")
mirror:rum("app:3") --> 8 warning unknown-method: nothing has a method rum
