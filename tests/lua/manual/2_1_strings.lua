-- 2.1: one string in five notations (97 and 49 are the codes of "a" and "1", 10 that of the line's end).
local a = 'alo\n123"'
local b = "alo\n123\""
local c = '\97lo\10\04923"'
local d = [[alo
123"]]
local e = [==[
alo
123"]==]
print(a == b, b == c, c == d, d == e, #a) --> true	true	true	true	8
print(#"\a\b\f\n\r\t\v\\\"\'", ("\a\b\f\n\r\t\v"):byte(1, -1)) --> 10	7	8	12	10	13	9	11
local broken = "a\
b"
print(broken == "a\nb", "\0" == "", #"\0\0", "a\0b" == "a") --> true	false	2	false
print([[]] == "", [==[]]]==], [=[[[nested]]]=]) --> true	]]	[[nested]]
print(#[[ --> 14	3

two]], #[[
one]])
print("\065\66\0067", "\x41" == "x41", "\q" == "q") --> AB7	true	true
print(loadstring([[return "\300"]])) --> nil	[string "return "\300""]:1: escape sequence too large near '"'
print(loadstring("return 'unfinished")) --> nil	[string "return 'unfinished"]:1: unfinished string near '<eof>'
print(loadstring("return [[unfinished")) --> nil	[string "return [[unfinished"]:1: unfinished long string near '<eof>'
print(loadstring("return 'two\nlines'")) --> nil	[string "return 'two..."]:1: unfinished string near ''two'
print(loadstring("return [=unfinished")) --> nil	[string "return [=unfinished"]:1: invalid long string delimiter near '[='
print(loadstring("return [[a [[b]] ]]")) --> nil	[string "return [[a [[b]] ]]"]:1: nesting of [[...]] is deprecated near '['
