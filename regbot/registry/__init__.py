"""regbot/registry"""
