print(type(collectgarbage("count")), collectgarbage(), collectgarbage("collect")) --> number	0	0
print(collectgarbage("setpause", 150), collectgarbage("setpause", 200)) --> 200	150
print(collectgarbage("setstepmul", 300), collectgarbage("setstepmul", 200)) --> 200	300
print(collectgarbage("stop"), collectgarbage("restart"), type(collectgarbage("step"))) --> 0	0	boolean
print(pcall(collectgarbage, "nothing")) --> false	bad argument #1 to '?' (invalid option 'nothing')
print(type(gcinfo()), gcinfo() % 1) --> number	0
print(collectgarbage("count") > 0) --> true
