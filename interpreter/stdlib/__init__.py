"""interpreter/stdlib"""
