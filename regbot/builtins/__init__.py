"""regbot/builtins"""
