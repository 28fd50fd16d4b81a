-- A global takes the module's place for the rest of the script.
tag = "1.0" --> 1 warning overwritten-module: this overwrites the module tag, did you mean a local?
image.copy("app:" .. tag, "app:latest")
function log(message) print(message) end --> 10 warning overwritten-module: this overwrites the module log, did you mean a local?
log("done")
