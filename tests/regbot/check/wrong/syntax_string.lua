-- A string that does not end.
log("hello)
-->^ 5 error syntax: unfinished string near '"hello)'
