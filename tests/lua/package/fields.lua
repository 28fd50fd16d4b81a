print(package.config == "/\n;\n?\n!\n-", type(package.path), type(package.cpath), #package.loaders, type(package.preload))
--> true	string	string	4	table
print(package.loaded.string == string, package.loaded._G == _G, package.loaded.package == package)
--> true	true	true
print(pcall(package.loadlib)) --> false	bad argument #1 to '?' (string expected, got no value)
print((package.loadlib("/does/not/exist.so", "f"))) --> nil
print(type(select(2, package.loadlib("/does/not/exist.so", "f")))) --> string
