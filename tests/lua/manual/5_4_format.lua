-- 5.4: format takes C's directives and %q.
print(("%d %5d|%-5d|%05d|%+d|% d"):format(42, 42, 42, 42, 42, 42)) print(("%i %u %o %x %X %#x %#o"):format(42, 42, 42, 255, 255, 255, 8))
--> 42    42|42   |00042|+42| 42
--> 42 42 52 ff FF 0xff 010
print(("%f %.2f %10.3f|%-10.1f|%e %.3E %g %G %g"):format(3.14159, 3.14159, 3.14159, 3.14159, 12345.678, 12345.678, 0.0001, 1e20, 100000)) --> 3.141590 3.14      3.142|3.1       |1.234568e+04 1.235E+04 0.0001 1E+20 100000
print(("%s %10s|%-10s|%.2s|%5.1s|"):format("text", "text", "text", "text", "text")) print(("%c%c%c"):format(76, 117, 97)) print(("%%"):format())
--> text       text|text      |te|    t|
--> Lua
--> %
print(("%q"):format('a "quoted" \\ line\nnext\0zero\rreturn')) print(("%s %d"):format("10", "10")) print(("%5s|%-5s|"):format(1, 1.5))
--> "a \"quoted\" \\ line\
--> next\000zero\rreturn"
--> 10 10
-->     1|1.5  |
print(pcall(string.format, "%d", "x")) print(pcall(string.format, "%d")) print(pcall(string.format, "%y", 1)) print(pcall(string.format, "%s", nil)) print(pcall(string.format, "%s", {})) print(pcall(string.format, "%"))
--> false	bad argument #2 to '?' (number expected, got string)
--> false	bad argument #2 to '?' (no value)
--> false	invalid option '%y' to 'format'
--> false	bad argument #2 to '?' (string expected, got nil)
--> false	bad argument #2 to '?' (string expected, got table)
--> false	bad argument #2 to '?' (no value)
print(pcall(string.format, "%0000005d", 1)) print(pcall(string.format, "%123d", 1)) print(pcall(string.format, "%.123d", 1)) print(pcall(string.format))
--> false	invalid format (repeated flags)
--> false	invalid format (width or precision too long)
--> false	invalid format (width or precision too long)
--> false	bad argument #1 to '?' (string expected, got no value)
print(("%x"):format(-1) ~= "", ("%d"):format(3.99), ("%d"):format(-3.99), ("%5.3d|"):format(7), ("%.0f"):format(0.5), ("%.14g"):format(0.1)) --> true	3	-3	  007|	0	0.1
