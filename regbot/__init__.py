"""regbot: script container registries in Lua."""

__version__ = "0.1.0"
