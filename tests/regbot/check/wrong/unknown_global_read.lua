-- A local that is misspelt, a word of another language, and a name that nothing defines.
local repository = "registry.example.org/app"
tag.ls(repositry) --> 8 warning unknown-global: unknown global repositry, did you mean repository?
if retired == None then --> 4 warning unknown-global: unknown global retired, did you mean require? --> 15 warning unknown-global: unknown global None, did you mean nil?
  log("Tags of " .. repository .. sufix) --> 35 error unknown-global: unknown global sufix
end
