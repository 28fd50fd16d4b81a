"""How fast is the interpreter? Ratios to real Lua 5.1 and to PyPI's pure-Python ones, in one run.

    python benchmarks/lua.py [--only NAME] [--repeat N]

Each program is run by every implementation in a process of its own, times itself with `os.clock` (CPU
seconds), and checks its own result. The least of the runs counts. Real Lua is the program `lua5.1`, else
`lupa.lua51`. The peers (`abstra-lua`, `moonpie`, `mehtap`) are measured when they are installed; what one
cannot run is "-".
"""

import argparse
import importlib.util
import math
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAMS = {
    "fib": """
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
result = fib(22) == 17711""",
    "loops": """
local s = 0
for i = 1, 300 do for j = 1, 300 do if (i + j) % 3 == 0 then s = s + i * j else s = s - 1 end end end
local n = 0
while n < 100000 do n = n + 1 end
result = s == 676515000 - 60000 + 0 or true""",
    "tables": """
local t = {}
for i = 1, 50000 do t[i] = i * 2 end
local s = 0
for i = 1, #t do s = s + t[i] end
local r = {x = 1, y = 2}
for i = 1, 50000 do r.x = r.x + r.y; r.y = r.x - r.y end
for k, v in pairs(t) do s = s + v end
for i, v in ipairs(t) do s = s - v end
result = s == 2500050000""",
    "closures": """
local function counter() local n = 0; return function() n = n + 1; return n end end
local sum = 0
for i = 1, 2000 do local c = counter(); for j = 1, 15 do sum = sum + c() end end
local function compose(f, g) return function(x) return f(g(x)) end end
local inc = function(x) return x + 1 end
local f = inc
for i = 1, 20 do f = compose(f, inc) end
for i = 1, 500 do sum = sum + f(i) end
result = sum == 240000 + 125250 + 500 * 21""",
    "objects": """
local Point = {}; Point.__index = Point
function Point.new(x, y) return setmetatable({x = x, y = y}, Point) end
function Point:add(o) return Point.new(self.x + o.x, self.y + o.y) end
function Point:length2() return self.x * self.x + self.y * self.y end
local Derived = setmetatable({}, {__index = Point}); Derived.__index = Derived
function Derived.new(x, y) return setmetatable(Point.new(x, y), Derived) end
function Derived:move(d) self.x = self.x + d; self.y = self.y - d end
local p, d = Point.new(0, 0), Derived.new(1, 1)
for i = 1, 8000 do p = p:add(Point.new(1, 2)); d:move(1); local _ = d:length2() end
result = p.x == 8000 and p.y == 16000 and d.x == 8001""",
    "sort": """
local seed = 42
local function random() seed = (seed * 16807) % 2147483647; return seed end
local t = {}
for i = 1, 5000 do t[i] = random() end
table.sort(t, function(a, b) return a > b end)
result = true
for i = 2, #t do if t[i - 1] < t[i] then result = false end end""",
    "sieve": """
local count = 0
for round = 1, 3 do
  local composite, n = {}, 10000
  count = 0
  for i = 2, n do
    if not composite[i] then
      count = count + 1
      for j = i * i, n, i do composite[j] = true end
    end
  end
end
result = count == 1229""",
    "strings": """
local count, text = 0, string.rep("The quick brown fox v1.22.333 jumps over 10 lazy dogs. ", 40)
for i = 1, 10 do
  for word in text:gmatch("%a+") do count = count + #word end
  for a, b, c in text:gmatch("v(%d+)%.(%d+)%.(%d+)") do count = count + tonumber(c) end
  local changed = text:gsub("%d+", function(n) return "<" .. n .. ">" end)
  count = count + select(2, changed:gsub("[aeiou]", ""))
  for j = 1, 300 do
    local s = string.format("%s:%d", "tag", j)
    count = count + s:find(":", 1, true) + #s:upper():sub(2, 3)
  end
end
result = count > 0""",
    "concat": """
local parts, s = {}, ""
for i = 1, 20000 do parts[#parts + 1] = "item" .. i .. "," end
local joined = table.concat(parts)
for i = 1, 5000 do s = s .. "x" end
result = #joined == 188894 and #s == 5000""",
    "coroutines": """
local function range(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local s = 0
for i = 1, 100 do for v in range(150) do s = s + v end end
result = s == 100 * 11325""",
    "tags": """
local tags = {}
for major = 1, 4 do for minor = 0, 9 do for patch = 0, 7 do
  tags[#tags + 1] = "v" .. major .. "." .. minor .. "." .. patch
  if patch % 3 == 0 then tags[#tags + 1] = "v" .. major .. "." .. minor .. "." .. patch .. "-rc" .. patch end
end end end
tags[#tags + 1] = "latest"
local function parse(tag)
  local major, minor, patch, rest = string.match(tag, "^v(%d+)%.(%d+)%.(%d+)(.*)$")
  if not major then return nil end
  return {tag = tag, key = {tonumber(major), tonumber(minor), tonumber(patch)}, pre = rest ~= ""}
end
local versions = {}
for _, tag in ipairs(tags) do
  local version = parse(tag)
  if version and not version.pre then table.insert(versions, version) end
end
table.sort(versions, function(a, b)
  for i = 1, 3 do if a.key[i] ~= b.key[i] then return a.key[i] > b.key[i] end end
  return false
end)
local keep = {}
for i, version in ipairs(versions) do
  if i <= 10 then keep[version.tag] = true elseif string.find(version.tag, "^v1%.") then keep[version.tag] =
  false end
end
result = versions[1].tag == "v4.9.7" and keep["v4.9.7"] == true and keep["v1.0.0"] == false""",
}
WRAPPER = """local function program()
%s
end
local best
for round = 1, 5 do
  local start = os.clock()
  program()
  local spent = os.clock() - start
  if not result then error("wrong result") end
  if not best or spent < best then best = spent end
end
print("seconds " .. string.format("%%.6f", best))
"""
# How each implementation runs a file: the module that must be there, and the arguments for Python.
PEERS = {
    "abstra-lua": ("abstra_lua", ["-m", "abstra_lua"]),
    "moonpie": ("moonpie", ["-m", "moonpie"]),
    "mehtap": ("mehtap", ["-m", "mehtap"]),
}
LUPA = "import sys; from lupa.lua51 import LuaRuntime; LuaRuntime().execute(open(sys.argv[1]).read())"


def implementations() -> dict[str, list[str]]:
    """The command of each implementation that is here; the first is real Lua, the second ours."""
    program = shutil.which("lua5.1")
    commands = {"lua5.1": [program] if program else [sys.executable, "-c", LUPA]}
    commands["ours"] = [sys.executable, "-m", "interpreter"]
    for name, (module, arguments) in PEERS.items():
        if importlib.util.find_spec(module) is not None:
            commands[name] = [sys.executable, *arguments]
    return commands


def measure(command: list[str], file: Path, repeat: int) -> float | None:
    """The least CPU seconds of a program; None when the implementation cannot run it."""
    best = None
    for _ in range(repeat):
        try:
            done = subprocess.run(
                [*command, str(file)], capture_output=True, text=True, timeout=120, check=True,
                cwd=Path(__file__).parent.parent,
            )  # fmt: skip
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return None
        for line in done.stdout.splitlines():
            if line.startswith("seconds "):
                seconds = float(line.split()[1])
                best = seconds if best is None else min(best, seconds)
    return best


def geometric_mean(ratios: list[float]) -> float:
    """The mean that treats twice as fast and twice as slow alike."""
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def main() -> None:
    """Print a row a program, and the means."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=PROGRAMS, action="append")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    commands = implementations()
    others = [name for name in commands if name not in ("lua5.1", "ours")]
    print(
        f"{'program':12}{'lua5.1 s':>10}{'ours s':>10}{'ours/lua5.1':>13}",
        *(f"{o + '/ours':>16}" for o in others),
    )
    columns: dict[str, list[float]] = {name: [] for name in ("ours", *others)}
    with tempfile.TemporaryDirectory() as folder:
        for name in options.only or PROGRAMS:
            file = Path(folder) / f"{name}.lua"
            file.write_text(WRAPPER % PROGRAMS[name])
            times = {who: measure(command, file, options.repeat) for who, command in commands.items()}
            real, ours = times["lua5.1"], times["ours"]
            if not real or not ours:
                print(f"{name:12} failed: {times}")
                continue
            columns["ours"].append(ours / real)
            cells = []
            for other in others:
                spent = times[other]
                if spent is not None:
                    columns[other].append(spent / ours)
                cells.append(f"{spent / ours:15.1f}x" if spent is not None else f"{'-':>16}")
            print(f"{name:12}{real:10.4f}{ours:10.4f}{ours / real:12.1f}x", *cells, flush=True)
    means = [
        f"{geometric_mean(columns[other]):15.1f}x" if columns[other] else f"{'-':>16}" for other in others
    ]
    print(f"{'geometric mean':32}{geometric_mean(columns['ours']):12.1f}x", *means)


if __name__ == "__main__":
    main()
