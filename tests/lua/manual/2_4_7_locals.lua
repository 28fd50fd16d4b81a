-- 2.4.7, 2.6: a local variable's scope begins after its declaration, and every run of it makes a new one.
local x = 1
local x, y = x + 1, x + 2
print(x, y) --> 2	3
local z = z
print(z) --> nil
local a = {}
local shared = 20
for i = 1, 3 do
  local own = 0
  a[i] = function() own = own + 1 shared = shared + own return shared end
end
print(a[1](), a[1](), a[2](), a[3]()) --> 21	23	24	25
local function fact(n) if n == 0 then return 1 end return n * fact(n - 1) end
print(fact(5)) --> 120
local broken = function(n) if n == 0 then return 1 end return n * broken(n - 1) end
print(pcall(broken, 2)) --> false	2_4_7_locals.lua:16: attempt to call global 'broken' (a nil value)
local many = {}
for i = 1, 200 do many[i] = "v" .. i end
print(loadstring("local " .. table.concat(many, ",")) ~= nil) --> true
print(loadstring("local " .. table.concat(many, ",") .. ", v201")) --> nil	[string "local v1,v2,v3,v4,v5,v6,v7,v8,v9,v10,v11,v12,v13,v14,v15,v16,v1..."]:1: main function has more than 200 local variables
