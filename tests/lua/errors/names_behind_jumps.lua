-- What an error calls the value of `and` and `or`: symbexec of ldebug.c follows every jump of the bytecode.
local function try(source)
  local chunk = loadstring("local l, n, f = nil, 1, function() end a = { b = 1 } c = {} " .. source, "=c")
  print((select(2, pcall(chunk))))
end
try "local x = (a.b and c.d)()" --> c:1: attempt to call a nil value
try "local x = (a.b or c.d)()" --> c:1: attempt to call a number value
try "local x = (c.d or c.e)()" --> c:1: attempt to call a nil value
try "local x = (c.d and c.e)()" --> c:1: attempt to call a nil value
try "local x = ((a.b or c.d) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((a.b and c.d) or c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((f or c.d) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((function() end or c.d) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((f and c.d) or c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((n == 1 or c.d) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((n == 2 and c.d) or c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((not n or not l) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = (not l and c.e)()" --> c:1: attempt to call a nil value
try "local x = (n == 1 and c.e)()" --> c:1: attempt to call a nil value
try "local x = ((a.b or c.d) and (c.d or c.e))()" --> c:1: attempt to call a nil value
try "local x = ((a.b or c.d) and l)()" --> c:1: attempt to call local 'l' (a nil value)
try "local x = ((a.b or c.d) and zz)()" --> c:1: attempt to call global 'zz' (a nil value)
try "local x = ((a.b or c.d) and (n and c.e))()" --> c:1: attempt to call a nil value
try "local x = ((a.b or c.d) and c.e or c.f)()" --> c:1: attempt to call a nil value
try "local x = ((a.b or c.d) and c.e).y" --> c:1: attempt to index field 'e' (a nil value)
try "local x = ((a.b or c.d) and c.e) + 1" --> c:1: attempt to perform arithmetic on field 'e' (a nil value)
try "local x = -((a.b or c.d) and c.e)" --> c:1: attempt to perform arithmetic on field 'e' (a nil value)
try "local x = ((a.b or c.d) and c.e) .. 'x'" --> c:1: attempt to concatenate field 'e' (a nil value)
try "local x = ((a.b or 1) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((1 and a.b or c.d) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((nil or a.b or c.d) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((a.b or nil) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((a.b or false or c.d) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = (((a.b or c.c) or c.d) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((a.b and n or c.d) and c.e)()" --> c:1: attempt to call a nil value
try "local x = (((n or c.d) and a) .y .z)()" --> c:1: attempt to index field 'y' (a nil value)
try "((a.b or c.d) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "return ((a.b or c.d) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((n or c.d) and c.e)() or 1" --> c:1: attempt to call field 'e' (a nil value)
try "local x = 1 + ((n or c.d) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((n or l) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((l and n) or c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((l and l) or c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((not (n or l)) and c.e)()" --> c:1: attempt to call a boolean value
try "local x = ((not (n and l)) or c.e)()" --> c:1: attempt to call a boolean value
try "local x = (not not n and c.e)()" --> c:1: attempt to call a nil value
try "local x = ((n or 's') and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((n and false) or c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((n and true) and c.e)()" --> c:1: attempt to call a nil value
try "local x = ((1 + 1) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = (((n or l) and (l or n)) and c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = (((n and l) or (n and l)) or c.e)()" --> c:1: attempt to call field 'e' (a nil value)
try "local x = ((n or l) and ((l and n) or c.e))()" --> c:1: attempt to call field 'e' (a nil value)
