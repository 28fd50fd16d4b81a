-- 5.1: collectgarbage and its options; gcinfo.
print(collectgarbage(), collectgarbage("collect"), type(collectgarbage("count")), collectgarbage("count") > 0) --> 0	0	number	true
print(collectgarbage("stop"), collectgarbage("restart"), collectgarbage("step", 100000)) --> 0	0	true
local pause, mul = collectgarbage("setpause", 150), collectgarbage("setstepmul", 300)
print(collectgarbage("setpause", pause), collectgarbage("setstepmul", mul)) --> 150	300
print(pcall(collectgarbage, "unknown")) print(pcall(collectgarbage, {}))
--> false	bad argument #1 to '?' (invalid option 'unknown')
--> false	bad argument #1 to '?' (string expected, got table)
print(type(gcinfo()), gcinfo() == math.floor(gcinfo())) --> number	true
