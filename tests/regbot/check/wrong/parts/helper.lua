-- Required by required_file.lua.
shared_name = "x"
function helper_function()
  tag.lst(shared_name) --> 7 error unknown-member: the module tag has no member lst, did you mean tag.ls?
end
