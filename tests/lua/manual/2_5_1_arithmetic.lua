-- 2.5.1: the operators, and % as a - floor(a / b) * b.
print(7 + 2, 7 - 2, 7 * 2, 7 / 2, 7 % 3, 2 ^ 10, -7) --> 9	5	14	3.5	1	1024	-7
print(-7 % 3, 7 % -3, -7 % -3, 5.5 % 2, -5.5 % 2, 5.3 % 1 < 0.31) --> 2	-2	-1	1.5	0.5	true
print(2 ^ -1, 2 ^ 0.5, (-8) ^ (1 / 3) ~= (-8) ^ (1 / 3), 0 ^ 0) --> 0.5	1.4142135623731	true	1
print(1 / 0, -1 / 0, 0 / 0 ~= 0 / 0, 1 % math.huge, -1 % math.huge == -1 % math.huge) --> inf	-inf	true	-nan	false
for _, pair in ipairs{{7, 3}, {-7, 3}, {7, -3}, {0.7, 0.2}, {1e15, 7}} do
  local a, b = pair[1], pair[2]
  assert(a % b == a - math.floor(a / b) * b)
end
print(1e15 + 1, 2^53 + 1 == 2^53, 0.1 + 0.2 == 0.3, 0.1 + 0.2) --> 1e+15	true	false	0.3
