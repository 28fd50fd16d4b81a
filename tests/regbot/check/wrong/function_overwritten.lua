-- Allowed, and worth a look.
function print(text) io.write(text, "\n") end --> 10 hint overwritten-module: this overwrites the function print
print("x")
