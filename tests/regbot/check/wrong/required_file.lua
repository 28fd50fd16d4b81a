-- What a required file does is looked at too, and its globals are known here.
require "parts.helper"
log(shared_name)
helper_function()
log(unshared_name .. "") --> 5 error unknown-global: unknown global unshared_name, did you mean shared_name?
