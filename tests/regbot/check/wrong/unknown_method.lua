-- A method that neither strings, files nor regbot's objects have.
local ref = reference.new("app:1")
ref:tags("2") --> 5 warning unknown-method: nothing has a method tags, did you mean tag?
local m = manifest.get(ref)
log(m:confg().os) --> 7 warning unknown-method: nothing has a method confg, did you mean config?
log(("x"):uppercase()) --> 11 warning unknown-method: nothing has a method uppercase, did you mean upper?
local list = {add = function() end}
list:add()
