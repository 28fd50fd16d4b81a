"""Lua 5.1 in pure Python."""
