"""regbot/config"""
