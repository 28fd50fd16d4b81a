-- What is too much is ignored, so it does not do what it seems to.
tag.ls("registry.example.org/app", {}, "1.0") --> 5 warning argument-count: tag.ls takes 1 to 2 arguments, got 3
repo.ls("registry.example.org", {limit = 5}, 5) --> 6 warning argument-count: repo.ls takes 1 to 2 arguments, got 3
log("copied", 5, "images") --> 1 warning argument-count: log takes 1 argument, got 3
local ref = reference.new("app", "1.0") --> 23 warning argument-count: reference.new takes 1 argument, got 2
ref:tag("1.0", "force") --> 5 warning argument-count: the method tag takes at most 1 argument, got 2
log(os.getenv("HOME", "/root")) --> 8 warning argument-count: os.getenv takes 1 argument, got 2
