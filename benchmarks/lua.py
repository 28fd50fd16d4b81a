"""How fast is the interpreter? Ratios to real Lua 5.1 and to PyPI's pure-Python ones, in one run.

    python benchmarks/lua.py [--only NAME] [--repeat N]

Each program times itself five times (the peers twice) with `os.clock` and checks its own result; the least
CPU time counts. Real Lua is the program `lua5.1`, else `lupa.lua51`. The peers (`abstra-lua`, `moonpie`,
`mehtap`) are measured when they are installed; one without os.clock is timed from outside, and so are we
beside it: CPU time of the process without that of an empty program. What a peer cannot run in two minutes
is "-".
"""

import argparse
import importlib.util
import math
import resource
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
for round = 1, ROUNDS do
  local start = os.clock()
  program()
  local spent = os.clock() - start
  if not result then error("wrong result") end
  if not best or spent < best then best = spent end
end
print("seconds " .. string.format("%%.6f", best))
"""
# For peers without os.clock: once, and timed from outside.
ONCE = """do %s
end
if result then print("right result") end
"""
# How each peer runs a file: the module that must be there, and the arguments for Python.
PEERS = {
    "abstra-lua": (
        "abstra_lua",
        ["-c", "import sys, abstra_lua as a; print(a.LuaSession().execute(open(sys.argv[1]).read()))"],
    ),
    "moonpie": ("moonpie", ["-m", "moonpie"]),
    "mehtap": ("mehtap", ["-m", "mehtap"]),
}
LUPA = "import sys; from lupa.lua51 import LuaRuntime; LuaRuntime().execute(open(sys.argv[1]).read())"
OURS = [sys.executable, "-m", "interpreter"]
PATIENCE = 120.0
"""seconds after which a peer is taken as unable to run a program"""


def real_lua() -> list[str]:
    """The command that runs real Lua."""
    program = shutil.which("lua5.1")
    return [program] if program else [sys.executable, "-c", LUPA]


def peers() -> dict[str, list[str]]:
    """The commands of the pure-Python interpreters that are installed."""
    return {
        name: [sys.executable, *arguments]
        for name, (module, arguments) in PEERS.items()
        if importlib.util.find_spec(module) is not None
    }


def run(command: list[str], file: Path) -> tuple[str, float]:
    """What a program prints, and the CPU seconds of its process. Raises what subprocess does."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*command, str(file)],
        capture_output=True, text=True, timeout=PATIENCE, check=True, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, spent


def by_its_own_clock(command: list[str], file: Path, repeat: int) -> float:
    """The least CPU seconds that a program of the WRAPPER measured. Raises ValueError where it is none."""
    texts = [run(command, file)[0].partition("seconds ")[2].partition("\n")[0] for _ in range(repeat)]
    return min(float(text) for text in texts)


def from_outside(command: list[str], file: Path, empty: Path) -> float:
    """CPU seconds of a whole run without those of an empty program. Raises ValueError for wrong results."""
    start = min(run(command, empty)[1] for _ in range(2))
    output, spent = run(command, file)
    if "right result" not in output:
        raise ValueError(output)
    return max(spent - start, 0.001)


def ratio(peer: list[str], program: str, folder: Path, ours: float) -> float | None:
    """How many times our time a peer takes; None when it cannot run the program."""
    timed, once, empty = (folder / name for name in ("timed.lua", "once.lua", "empty.lua"))
    timed.write_text(WRAPPER.replace("ROUNDS", "2") % program)
    once.write_text(ONCE % program)
    empty.write_text("local x = 1\n")
    try:
        return by_its_own_clock(peer, timed, 1) / ours
    except (subprocess.CalledProcessError, ValueError):
        pass
    except subprocess.TimeoutExpired:
        return None
    try:
        return from_outside(peer, once, empty) / from_outside(OURS, once, empty)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, ValueError):
        return None


def geometric_mean(ratios: list[float]) -> float:
    """The mean that treats twice as fast and twice as slow alike."""
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def main() -> None:
    """Print a row a program, and the means."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=PROGRAMS, action="append")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    real, others = real_lua(), peers()
    print(
        f"{'program':12}{'lua5.1 s':>10}{'ours s':>10}{'ours/lua5.1':>13}",
        *(f"{o + '/ours':>16}" for o in others),
    )
    columns: dict[str, list[float]] = {name: [] for name in ("ours", *others)}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        file = folder / "program.lua"
        for name in options.only or PROGRAMS:
            file.write_text(WRAPPER.replace("ROUNDS", "5") % PROGRAMS[name])
            lua = by_its_own_clock(real, file, options.repeat)
            ours = by_its_own_clock(OURS, file, options.repeat)
            columns["ours"].append(ours / lua)
            cells = []
            for other, command in others.items():
                times = ratio(command, PROGRAMS[name], folder, ours)
                if times is not None:
                    columns[other].append(times)
                cells.append(f"{'-':>16}" if times is None else f"{times:15.1f}x")
            print(f"{name:12}{lua:10.4f}{ours:10.4f}{ours / lua:12.1f}x", *cells, flush=True)
    means = [f"{geometric_mean(columns[o]):15.1f}x" if columns[o] else f"{'-':>16}" for o in others]
    print(f"{'geometric mean':32}{geometric_mean(columns['ours']):12.1f}x", *means)


if __name__ == "__main__":
    main()
