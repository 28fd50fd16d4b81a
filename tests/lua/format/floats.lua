print(string.format("%f %e %g %G %E", 1.5, 1.5, 1.5, 1e-10, 1e10)) --> 1.500000 1.500000e+00 1.5 1E-10 1.000000E+10
print(string.format("%.2f|%10.2f|%-10.2f|%010.2f|%+.1f|% .1f", 3.14159, 3.14159, 3.14159, 3.14159, 2.55, 2.5))
--> 3.14|      3.14|3.14      |0000003.14|+2.5| 2.5
print(string.format("%.0f %.0f %.0f %#.0f %.20f", 0.5, 1.5, 2.5, 1, 0.1)) --> 0 2 2 1. 0.10000000000000000555
print(string.format("%g %g %g %g %g", 100000, 1000000, 1e15, 0.0001, 0.00001)) --> 100000 1e+06 1e+15 0.0001 1e-05
print(string.format("%.14g %.17g %.3g %#g", 0.1, 0.1, 1234567, 1)) --> 0.1 0.10000000000000001 1.23e+06 1.00000
print(string.format("%f %f %f", 1/0, -1/0, 0/0)) --> inf -inf -nan
print(string.format("%5.1f|%-8f|%08f|%+f|% f|%G|%E", 1/0, 1/0, 1/0, 1/0, 1/0, 1/0, -1/0))
-->   inf|inf     |     inf|+inf| inf|INF|-INF
local zero = 0
print(string.format("%g %e", -zero, -zero), string.format("%.3f", "1.5"), string.format("%5.0e", 12345))
--> -0 -0.000000e+00	1.500	1e+04
