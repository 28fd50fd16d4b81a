-- A call in the last place may give any number of values: only what is surely wrong is told.
local function both() return "app:1", "app:2" end
image.copy(both())
image.copy("app:1", (both()))
image.copy((both())) --> 7 error argument-count: image.copy takes 2 to 3 arguments, got 1
tag.ls("app", {}, both())
