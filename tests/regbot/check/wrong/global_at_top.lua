-- At the top of a script a first assignment declares a global; one that nobody reads is a slip.
tags = tag.ls("app")
resutl = {} --> 1 hint unused-global: the global resutl is never used
for _, t in ipairs(tags) do log(t) end
function helper() return 1 end --> 10 hint unused-global: the global helper is never used
