-- Tail calls need no stack (manual 2.5.8).
local function loop(n, sum) if n == 0 then return sum end return loop(n - 1, sum + n) end
print(loop(50000, 0)) --> 1250025000
local even, odd
function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
print(even(30001)) --> false
local object = {n = 0}
function object:count(n) self.n = self.n + 1; if n <= 1 then return self.n end return self:count(n - 1) end
print(object:count(30000)) --> 30000
local function va(...) local n = select("#", ...); if n == 0 then return "end" end return va(select(2, ...)) end
print(va(1, 2, 3, 4, 5)) --> end
local callable = setmetatable({}, {__call = function(self, n) if n == 0 then return "called" end return self(n - 1) end})
print(callable(30000)) --> called
local function multiple() return (function() return 1, 2, 3 end)() end
print(multiple()) --> 1	2	3
print((multiple())) --> 1
local function none() return (function() end)() end
print(select("#", none())) --> 0
local function host(...) return select("#", ...) end
print(host(nil, nil)) --> 2
local function protected(n) if n == 0 then error("deep", 0) end return protected(n - 1) end
print(pcall(protected, 20000)) --> false	deep
-- not tail calls: parentheses, more values, an operation
local function adjusted() return (multiple()) end
print(adjusted()) --> 1
local function twice() return multiple(), multiple() end
print(twice()) --> 1	1	2	3
local function in_loop() for i = 1, 3 do if i == 2 then return multiple() end end end
print(in_loop()) --> 1	2	3
local function in_while(n) while true do if n == 0 then return "w" end return in_while(n - 1) end end
print(in_while(30000)) --> w
print(select("#", (function() return nil end)()), (function() return nil end)()) --> 1	nil
local co = coroutine.wrap(function() return (function() coroutine.yield(1); return coroutine.yield(2) end)() end)
print(co(), co(), co("end")) --> 1	2	end
