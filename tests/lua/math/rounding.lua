print(math.floor(1.5), math.floor(-1.5), math.ceil(1.5), math.ceil(-1.5), math.floor(3), math.ceil(-0.5))
--> 1	-2	2	-1	3	-0
print(math.floor(1e300), math.ceil(-1e300), math.floor(1/0), math.ceil(-1/0), math.floor(0/0) ~= math.floor(0/0))
--> 1e+300	-1e+300	inf	-inf	true
print(math.modf(3.7), math.modf(-3.7), math.modf(5), math.modf(1/0)) --> 3	-3	5	inf	0
print(math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(7.5, 2), math.mod(7, 3), math.mod == math.fmod)
--> 1	-1	1	1.5	1	true
print(7 % 3, -7 % 3, 7 % -3, math.abs(-3), math.abs(3), math.abs(-1/0)) --> 1	2	-2	3	3	inf
print(math.frexp(8), math.frexp(0), math.frexp(-3), math.ldexp(0.5, 4), math.ldexp(1, -1), math.ldexp(1, 5000))
--> 0.5	0	-0.75	8	0.5	inf
print(math.floor("2.5"), pcall(math.floor, "x")) --> 2	false	bad argument #1 to '?' (number expected, got string)
print(pcall(math.floor)) --> false	bad argument #1 to '?' (number expected, got no value)
print(pcall(math.fmod, 1)) --> false	bad argument #2 to '?' (number expected, got no value)
print(pcall(math.ldexp, 1, "x")) --> false	bad argument #2 to '?' (number expected, got string)
