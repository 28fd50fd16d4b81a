-- Members that modules do not have: near ones, ones of another module, none at all.
tag.list("app") --> 5 error unknown-member: the module tag has no member list, did you mean tag.ls?
tag.delte("app:1") --> 5 error unknown-member: the module tag has no member delte, did you mean tag.delete?
image.mainfest("app:1") --> 7 error unknown-member: the module image has no member mainfest, did you mean image.manifest?
tag.copy("app:1", "app:2") --> 5 error unknown-member: the module tag has no member copy, did you mean image.copy?
tag.tostring("app:1") --> 5 error unknown-member: the module tag has no member tostring, did you mean tostring?
manifest.frobnicate("app:1") --> 10 error unknown-member: the module manifest has no member frobnicate
local upper = string.uper --> 22 warning unknown-member: the module string has no member uper, did you mean string.upper?
log(upper("x"))
