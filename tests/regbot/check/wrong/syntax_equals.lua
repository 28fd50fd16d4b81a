-- One equals sign.
if os.getenv("X") = "1" then
-->^ 19 error syntax: 'then' expected near '=' (equal is == in Lua)
  log("x")
end
