-- A local takes the module's name, and the module is meant afterwards.
local manifest = manifest.get("app:1")
log(manifest.mediaType)
local head = manifest.head("app:2") --> 14 warning hidden-module: manifest is the local of line 2 here, not the module that has head
log(head:descriptor().digest)
local image = image
image.copy("app:1", "app:2")
