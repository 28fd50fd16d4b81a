-- C opens a directory for reading, and fails when it reads.
local file = io.open(".")
print(io.type(file)) --> file
print(file:read()) --> nil	Is a directory	21
print(file:read("*a")) --> nil	Is a directory	21
print(file:read(1)) --> nil	Is a directory	21
print((select(2, pcall(file:lines())))) --> Is a directory
print(file:close()) --> true
print(io.open(".", "w")) --> nil	.: Is a directory	21
print(io.open(".", "r+")) --> nil	.: Is a directory	21
print((select(2, pcall(io.lines("."))))) --> Is a directory
print(loadfile(".")) --> nil	cannot read .: Is a directory
