"""How fast is the interpreter? Ratios to real Lua 5.1 and to PyPI's pure-Python ones, in one run.

    python benchmarks/lua.py [--only NAME] [--repeat N] [--whole]

Beside real Lua (the program `lua5.1`, else `lupa.lua51`) each program times itself five times by `os.clock`;
the least CPU time counts. The peers (`abstra-lua`, `moonpie`, `mehtap`, measured when they are installed) and
ours beside them are imported, and then timed from the text to the result, parsing included, in a fresh state
each time: the least CPU time of three. `--whole` shows whole processes too, with Python's start and the
imports. Each program checks its own result; what a peer cannot run in two minutes is "-".
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
for major = 1, 10 do for minor = 0, 9 do for patch = 0, 9 do
  tags[#tags + 1] = "v" .. major .. "." .. minor .. "." .. patch
  if patch % 3 == 0 then tags[#tags + 1] = "v" .. major .. "." .. minor .. "." .. patch .. "-rc" .. patch end
end end end
tags[#tags + 1] = "latest"
local function parse(tag)
  local major, minor, patch, rest = string.match(tag, "^v(%d+)%.(%d+)%.(%d+)(.*)$")
  if not major then return nil end
  return {tag = tag, key = {tonumber(major), tonumber(minor), tonumber(patch)}, pre = rest ~= ""}
end
local function newer(a, b)
  for i = 1, 3 do if a.key[i] ~= b.key[i] then return a.key[i] > b.key[i] end end
  return false
end
local keep
for round = 1, 3 do
  local versions = {}
  for _, tag in ipairs(tags) do
    local version = parse(tag)
    if version and not version.pre then table.insert(versions, version) end
  end
  table.sort(versions, newer)
  keep = {}
  for i, version in ipairs(versions) do
    if i <= 10 then keep[version.tag] = true
    elseif string.find(version.tag, "^v1%.") then keep[version.tag] = false end
  end
end
result = keep["v10.9.9"] == true and keep["v1.0.0"] == false and keep["v2.0.0"] == nil""",
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
# For the peers, some of which have no os.clock.
ONCE = """do %s
end
if result then print("right result") end
"""
# How each runs a text: the module that must be there, and what makes `run`.
PEERS = {
    "abstra-lua": (
        "abstra_lua",
        """from abstra_lua import LuaSession
run = lambda text: print(LuaSession(max_instructions=10**12).execute(text))""",
    ),
    "moonpie": (
        "moonpie",
        "from moonpie.lua_interpreter import LuaInterpreter\nrun = lambda text: LuaInterpreter().run(text)",
    ),
    "mehtap": (
        "mehtap",
        "from mehtap.vm import VirtualMachine\nrun = lambda text: VirtualMachine().exec(text)",
    ),
}
# A text of its own each time: ours parses the same text once only.
RUN = """
import sys, time
sys.setrecursionlimit(20000)
%s
text, times = open(sys.argv[1]).read(), []
for number in range(int(sys.argv[2])):
    start = time.process_time()
    run(text + "-- " + str(number) + "\\n")
    times.append(time.process_time() - start)
print()
print("seconds", min(times))
"""
LUPA = "import sys; from lupa.lua51 import LuaRuntime; LuaRuntime().execute(open(sys.argv[1]).read())"
OURS = [sys.executable, "-m", "interpreter"]
OURS_IN_PROCESS = """from interpreter import Interpreter
def run(text):
    state = Interpreter()
    state.call(state.load(text.encode()))
    state.stdout.flush()
"""
PATIENCE = 120.0
"""seconds after which a peer is taken as unable to run a program"""


def real_lua() -> list[str]:
    """The command that runs real Lua."""
    program = shutil.which("lua5.1")
    return [program] if program else [sys.executable, "-c", LUPA]


def peers() -> dict[str, str]:
    """The pure-Python interpreters that are installed, with what makes `run` of each."""
    return {
        name: setup for name, (module, setup) in PEERS.items() if importlib.util.find_spec(module) is not None
    }


def run(command: list[str], *arguments: object) -> tuple[str, float]:
    """What a program prints, and the CPU seconds of its process. Raises what subprocess does."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True, text=True, timeout=PATIENCE, check=True, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, spent


def by_its_own_clock(command: list[str], file: Path, repeat: int) -> float:
    """The least CPU seconds that a program of the WRAPPER measured. Raises ValueError where it is none."""
    texts = [run(command, file)[0].partition("seconds ")[2].partition("\n")[0] for _ in range(repeat)]
    return min(float(text) for text in texts)


def in_process(setup: str, file: Path, repeat: int) -> tuple[float, float]:
    """The least CPU seconds from a program's text to its result, and those of a whole process that runs it
    once. Raises what subprocess does, and ValueError for a wrong result.
    """
    command = [sys.executable, "-c", RUN % setup]
    output, whole = run(command, file, 1)
    if "right result" not in output:
        raise ValueError(output)
    seconds = float(output.rpartition("seconds ")[2])
    if repeat > 1:
        seconds = min(seconds, float(run(command, file, repeat - 1)[0].rpartition("seconds ")[2]))
    return seconds, whole


def ratios(setup: str, file: Path, ours: tuple[float, float]) -> tuple[float, float] | None:
    """How many times our times a peer takes, in process and as a whole; None when it cannot run it."""
    try:
        seconds, whole = in_process(setup, file, 3)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, ValueError):
        return None
    return seconds / ours[0], whole / ours[1]


def geometric_mean(ratios: list[float]) -> float:
    """The mean that treats twice as fast and twice as slow alike."""
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def main() -> None:
    """Print a row a program, and the means."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=PROGRAMS, action="append")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--whole", action="store_true", help="show whole processes beside (in brackets)")
    options = parser.parse_args()
    real, others = real_lua(), peers()
    print(
        f"{'program':12}{'lua5.1 s':>10}{'ours s':>10}{'ours/lua5.1':>13}",
        *(f"{o + '/ours':>18}" for o in others),
    )
    columns: dict[str, list[tuple[float, float]]] = {name: [] for name in others}
    to_real = []
    with tempfile.TemporaryDirectory() as temporary:
        timed, once = Path(temporary) / "timed.lua", Path(temporary) / "once.lua"
        for name in options.only or PROGRAMS:
            timed.write_text(WRAPPER.replace("ROUNDS", "5") % PROGRAMS[name], encoding="utf-8")
            once.write_text(ONCE % PROGRAMS[name], encoding="utf-8")
            lua = by_its_own_clock(real, timed, options.repeat)
            ours = by_its_own_clock(OURS, timed, options.repeat)
            to_real.append(ours / lua)
            beside = in_process(OURS_IN_PROCESS, once, 3) if others else (0.0, 0.0)
            cells = []
            for other, setup in others.items():
                found = ratios(setup, once, beside)
                if found is not None:
                    columns[other].append(found)
                cells.append(_cell(found, options.whole))
            print(f"{name:12}{lua:10.4f}{ours:10.4f}{ours / lua:12.1f}x", *cells, flush=True)
    means = [_cell(_means(columns[other]), options.whole) for other in others]
    print(f"{'geometric mean':32}{geometric_mean(to_real):12.1f}x", *means)


def _means(found: list[tuple[float, float]]) -> tuple[float, float] | None:
    if not found:
        return None
    return geometric_mean([one for one, _ in found]), geometric_mean([whole for _, whole in found])


def _cell(found: tuple[float, float] | None, with_whole: bool) -> str:
    if found is None:
        return f"{'-':>18}"
    whole = f" ({found[1]:.1f}x)" if with_whole else ""
    return f"{f'{found[0]:.1f}x{whole}':>18}"


if __name__ == "__main__":
    main()
