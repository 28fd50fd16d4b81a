"""Programs that want all memory, all stack or all time: they end in a Lua error, and the process lives.

Each kind runs in a process of its own, so that a crash is seen as one. A bomb prints what pcall gave it; the last
word of the process is "alive".
"""

# ruff: noqa: E501 - a bomb is one line
import subprocess
import sys

import pytest

RUNNER = """
import io, sys
from time import monotonic
from interpreter import DeadlineExceeded, Interpreter, Limits
for bomb in sys.stdin.read().split("\\0"):
    seconds, source = bomb.split(" ", 1)
    deadline = monotonic() + float(seconds)
    state = Interpreter(Limits(max_string=16_000_000, memory=150_000_000, deadline=deadline))
    output = state.stdout = io.BytesIO()
    try:
        code = "local function try(...) print(select(2, pcall(...))) end " + source
        state.call(state.load(code.encode(), "=bomb"))
    except DeadlineExceeded:
        output.write(b"deadline")
    state.close()
    sys.stdout.write(output.getvalue().decode("latin-1")[:200].strip().replace("\\n", " | ") + "\\n")
    del state
print("alive")
"""

NO_MEMORY = "not enough memory"
BOMBS: dict[str, list[tuple[str, str]]] = {
    "strings": [
        ("try(string.rep, 'x', 1e9)", NO_MEMORY),
        ("try(function() return ('x'):rep(1e9) end)", NO_MEMORY),
        ("try(string.rep, '', 1e9)", ""),
        ("local s = 'x' try(function() while true do s = s .. s end end)", NO_MEMORY),
        ("local s = 'x' try(function() while true do s = s .. s .. s end end)", NO_MEMORY),
        ("try(string.gsub, ('x'):rep(1e5), 'x', ('y'):rep(1e5))", NO_MEMORY),
        ("try(string.gsub, ('x'):rep(1e4), '.', function() return ('y'):rep(1e4) end)", NO_MEMORY),
        ("try(string.gsub, ('x'):rep(1e4), '(.)', ('%1'):rep(1e4))", NO_MEMORY),
        ("try(table.concat, {('x'):rep(1e7), ('x'):rep(1e7)})", NO_MEMORY),
        ("local t = {} for i = 1, 1000 do t[i] = ('x'):rep(1e5) end try(table.concat, t)", NO_MEMORY),
        ("local t = {} try(function() for i = 1, 1e5 do t[i] = ('x'):rep(1e7) .. i end end)", NO_MEMORY),
        ("local t, s = {}, ('x'):rep(1e7) try(function() for i = 1, 1e5 do t[i] = s:upper():lower() end end)", NO_MEMORY),
        ("try(string.format, '%99999d', 1)", "invalid format (width or precision too long)"),
        ("try(string.byte, ('x'):rep(1e6), 1, -1)", "stack overflow (string slice too long)"),
        ("try(unpack, {}, 1, 1e8)", "too many results to unpack"),
        ("try(unpack, {}, -1e8, 1e8)", "too many results to unpack"),
        ("local n = 0 try(load, function() n = n + 1 return ('x'):rep(1e6) end)", "nil not enough memory"),
    ],
    "tables": [
        ("local t = {} try(function() for i = 1, 1e9 do t[i] = i end end)", NO_MEMORY),
        ("local t = {} try(function() while true do table.insert(t, {}) end end)", NO_MEMORY),
        ("try(function() local t = {} while true do t = {t} end end)", NO_MEMORY),
        ("local t = {} for i = 1, 3e5 do t = {t} end t = nil print('freed')", "freed"),
        ("local f = print for i = 1, 1e5 do local g = f f = function() return g end end f = nil print('freed')", "freed"),
        ("local e = {} for i = 1, 1e5 do e = {e} end print((pcall(error, e)))", "false"),
        ("local t = {} t.t = t try(table.concat, {t})", "invalid value (table) at index 1 in table for 'concat'"),
    ],
    "stack": [
        ("local function f() return 1 + f() end try(f)", "bomb:1: stack overflow"),
        ("local function f() f() end try(f)", "bomb:1: stack overflow"),
        ("local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) try(function() return t[1] end)",
         "bomb:1: C stack overflow"),
        ("local t = setmetatable({}, {}) getmetatable(t).__index = t try(function() return t[1] end)",
         "bomb:1: loop in gettable"),
        ("local t = setmetatable({}, {}) getmetatable(t).__newindex = t try(function() t[1] = 1 end)",
         "bomb:1: loop in settable"),
        ("local t = {} for i = 1, 1000 do t = setmetatable({}, {__call = t}) end try(t)", "attempt to call a table value"),
        ("local t = setmetatable({}, {__concat = function(a, b) return a .. b end}) try(function() return t .. 'x' end)",
         "bomb:1: C stack overflow"),
        (("local t = setmetatable({}, {__eq = function(a, b) return a == b end}) "
         "try(function() return t == setmetatable({}, getmetatable(t)) end)"), "bomb:1: C stack overflow"),
        ("local t = setmetatable({}, {__lt = function(a, b) return a < b end}) try(function() return t < t end)",
         "bomb:1: C stack overflow"),
        (("local t = {} for i = 1, 1e4 do t = setmetatable({t}, {__tostring = function(s) return tostring(s[1]) end}) end "
         "try(tostring, t)"), "C stack overflow"),
        ("local function f() return pcall(f) end print(select('#', f()) > 90)", "true"),
        ("local function f() xpcall(f, f) end f() print('back')", "back"),
        ("local function f() return f() end try(f)", "deadline"),
        ("local function compare() table.sort({1, 2, 3}, compare) end try(compare)", "C stack overflow"),
        ("local function f(s) return (s:gsub('.', f)) end try(f, 'x')", "C stack overflow"),
        ("local function f() for _ in f do end end try(f)", "bomb:1: stack overflow"),
        ("local function f() error(f) end print(type(select(2, xpcall(f, f))))", "string"),
        ("local function f() return loadstring('return ...')(f()) end try(f)", "bomb:1: stack overflow"),
    ],
    "coroutines": [
        ("local function f() return coroutine.wrap(f)() end print(select(2, pcall(f)):match('C stack overflow'))",
         "C stack overflow"),
        ("local function f() return coroutine.resume(coroutine.create(f)) end print(select('#', f()) > 90)", "true"),
        ("local t = {} for i = 1, 1e4 do t[i] = coroutine.wrap(function() coroutine.yield() end) t[i]() end print(#t)",
         "10000"),
        (("local co for i = 1, 1e4 do local old = co co = coroutine.create(function() coroutine.yield(old) end) "
         "coroutine.resume(co) end co = nil collectgarbage() print('freed')"), "freed"),
        ("local co co = coroutine.wrap(function() return co() end) try(co)",
         "cannot resume running coroutine"),
        ("local function f() return 1 + f() end print(coroutine.resume(coroutine.create(f)))",
         "false bomb:1: stack overflow"),
        ("while true do coroutine.wrap(function() coroutine.yield() end)() end", "deadline"),
    ],
    "sources": [
        ("print(loadstring(('('):rep(1e5)))", "too many syntax levels"),
        ("print(loadstring('return ' .. ('{'):rep(1e5)))", "too many syntax levels"),
        ("print(loadstring('return ' .. ('not '):rep(1e5) .. '1'))", "too many syntax levels"),
        ("print(loadstring('return ' .. ('a..'):rep(1e4) .. 'a'))", "too many syntax levels"),
        ("print(loadstring('x=' .. ('1^'):rep(1e4) .. '1'))", "too many syntax levels"),
        ("print(loadstring(('do '):rep(1e4)))", "too many syntax levels"),
        ("print(loadstring(('local function f() '):rep(1e3)))", "too many syntax levels"),
        ("print(loadstring('return ' .. ('1+'):rep(2000) .. '1')())", "2001"),
        ("a = {} a.b = a print(loadstring('return a' .. ('.b'):rep(2000) .. ' == a')())", "true"),
        ("f = function() return f end print(loadstring('return f' .. ('()'):rep(2000) .. ' == f')())", "true"),
        ("print(loadstring('if x then ' .. ('elseif x then '):rep(2000) .. ' end return 1')())", "1"),
        ("print(#loadstring('return [[' .. ('x'):rep(1e6) .. ']]')())", "1000000"),
    ],
    "patterns": [
        ("print(string.find(('a'):rep(12), ('a?'):rep(12) .. ('a'):rep(12)))", "1 12"),
        ("print(string.find(('a'):rep(40), ('a?'):rep(40) .. ('a'):rep(40)))", "deadline"),
        ("try(string.find, ('a'):rep(1e5), ('a?'):rep(1e4) .. ('a'):rep(1e4))", "1"),
        ("try(string.find, ('a'):rep(1e4), ('a-'):rep(20) .. 'b')", "deadline"),
        ("try(string.match, ('x'):rep(1e3), '(x*):(x*):(x*)')", "nil"),
        ("try(string.match, 'x', ('('):rep(40))", "too many captures"),
        ("try(string.find, ('('):rep(1e5), '%b()')", "deadline"),
        ("os.date(('%c'):rep(1e6))", "deadline"),
        ("print(#string.gsub(('x'):rep(1e5), '', '.'))", "200001"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_end_in_errors(kind: str) -> None:
    sources = [f"{0.5 if expected == 'deadline' else 60} {source}" for source, expected in BOMBS[kind]]
    done = subprocess.run(
        [sys.executable, "-c", RUNNER],
        input="\0".join(sources),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    *lines, last = done.stdout.splitlines()
    assert last == "alive"
    assert len(lines) == len(sources)
    for (source, expected), line in zip(BOMBS[kind], lines, strict=True):
        assert expected in line.replace("\t", " "), source
