-- A module that is not there; under pcall it may be missing.
local versions = require("verions") --> 18 error missing-module: no file for the module verions in ?.lua, ?/init.lua, /usr/local/share/lua/5.1/?.lua, /usr/local/share/lua/5.1/?/init.lua
local found, extra = pcall(require, "extra")
log(versions.newest(tag.ls("app")), found and extra) --> 1 warning argument-count: log takes 1 argument, got 2
