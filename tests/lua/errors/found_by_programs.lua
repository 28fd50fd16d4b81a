-- What random programs (test_random_programs.py) found to differ from PUC Lua.
local t = {}
-- The result of a method call has no name.
print(pcall(function() ("x"):len():foo() end)) --> false	found_by_programs.lua:4: attempt to index a number value
print(pcall(function() return #("x"):len() end)) --> false	found_by_programs.lua:5: attempt to get length of a number value
print(pcall(function() return ("x"):byte()() end)) --> false	found_by_programs.lua:6: attempt to call a number value
print(pcall(function() return ("x"):nope() end)) --> false	found_by_programs.lua:7: attempt to call method 'nope' (a nil value)
-- A bad key is reported where the field's value ends.
print(pcall(function() return {
  [1] = 2,
  [nil] =
    tostring(
    3), 4 } end)) --> false	found_by_programs.lua:13: table index is nil
-- Library functions report it without a position.
print(pcall(function() rawset({}, nil, 1) end)) --> false	table index is nil
print(pcall(function() rawset({}, 0/0, 1) end)) --> false	table index is NaN
-- Names end where C's strings do.
print(pcall(function() return t["a\0b"] .. "" end)) --> false	found_by_programs.lua:18: attempt to concatenate field 'a' (a nil value)
-- Two arguments of math are looked at from the right.
print(pcall(math.fmod, nil, true)) --> false	bad argument #2 to '?' (number expected, got boolean)
print(pcall(math.pow, nil, true)) --> false	bad argument #2 to '?' (number expected, got boolean)
print(pcall(math.atan2, nil, true)) --> false	bad argument #2 to '?' (number expected, got boolean)
print(pcall(math.ldexp, nil, true)) --> false	bad argument #2 to '?' (number expected, got boolean)
print(pcall(os.difftime, "x", "y")) --> false	bad argument #2 to '?' (number expected, got string)
-- In constructors, fields without keys are stored last.
print(({1, [1] = 2})[1], ({[1] = 2, 1})[1], ({1, 2, [2] = 5, 3})[2], ({nil, [1] = 2})[1]) --> 1	1	2	nil
print(({[2] = "a", (function() return 1, "b" end)()})[2]) --> b
local source = "return {" .. ("0,"):rep(50) .. "[1]='x',[50]='y',50,[51]='z',51,[52]='q'}"
local made = loadstring(source)()
print(made[1], made[50], made[51], made[52]) --> x	y	50	51
