-- And their inequality.
if os.getenv("X") != "1" then
-->^ 19 error syntax: 'then' expected near '!' (unequal is ~= in Lua)
  log("x")
end
