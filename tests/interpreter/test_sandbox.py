"""The sandbox: what is closed, what may be read, and attempts to get out of it."""
# ruff: noqa: E501 - an attempt is one line

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from interpreter import Interpreter, Limits, LuaFunction, LuaTable, Sandbox, Userdata
from interpreter.sandbox import STRICT
from interpreter.stdlib.coroutine import Coroutine

MARK = "a secret outside"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The config's folder, beside a file that no script may read; it is the working directory, too."""
    inside = tmp_path / "config"
    (inside / "deep").mkdir(parents=True)
    (inside / "library.lua").write_text("return {name = 'library'}")
    (inside / "deep" / "inner.lua").write_text("return 'inner'")
    (tmp_path / "secret.lua").write_text(f"return '{MARK}'")
    (tmp_path / "config-not").mkdir()
    (tmp_path / "config-not" / "secret.lua").write_text(f"return '{MARK}'")
    (inside / "link.lua").symlink_to(tmp_path / "secret.lua")
    (inside / "linked").symlink_to(tmp_path)
    os.mkfifo(inside / "pipe.lua")
    before = Path.cwd()
    os.chdir(inside)
    yield inside
    os.chdir(before)


def state_in(folder: Path, output: io.BytesIO | None = None) -> Interpreter:
    return Interpreter(
        Limits(instructions=1_000_000),
        package_path=f"{folder}/?.lua",
        sandbox=Sandbox(folders=[folder]),
        stdin=io.BytesIO(b"return 'from stdin'"),
        stdout=output or io.BytesIO(),
    )


def run(folder: Path, source: str, *arguments: Any) -> tuple[Any, ...]:
    state = state_in(folder)
    return state.call(state.load(source.encode("latin-1"), "=script"), *arguments)


@pytest.mark.parametrize("name", sorted(STRICT))
def test_what_is_closed_says_so(folder: Path, name: str) -> None:
    holder, _, field = name.partition(".")
    attempt = f"return pcall(function() local x = {holder}.{field} if x == nil then error('absent') end "
    attempt += "if type(x) == 'userdata' then return x.write end return x(1, 2) end)"
    ok, message = run(folder, attempt)
    assert ok is False
    assert message in ("script:1: absent", f"script:1: '{name}' is closed in this sandbox")


def test_only_what_opens_nothing_is_left_of_the_libraries() -> None:
    """A function added to a library later must be thought about here."""
    state = Interpreter(sandbox=Sandbox())
    source = """
    local names = {}
    for _, library in ipairs{'io', 'os', 'debug', 'package'} do
      for name, value in pairs(_G[library]) do
        if type(value) ~= 'function' or debug.getinfo(value).what == 'C' then
          names[#names + 1] = library .. '.' .. name end
      end
    end
    return unpack(names)"""
    names = set(state.call(state.load(source.encode()))) - STRICT
    assert names == {
        "os.clock", "os.date", "os.difftime", "os.exit", "os.setlocale", "os.time", "debug.gethook", "debug.getinfo",
        "debug.traceback", "package.config", "package.cpath", "package.loaded", "package.loaders", "package.loadlib",
        "package.path", "package.preload", "package.seeall",
    }  # fmt: skip


def test_files_of_the_folder_are_read(folder: Path) -> None:
    source = f"return require('library').name, require('deep.inner'), dofile('{folder}/library.lua').name, loadfile('deep/inner.lua')()"
    assert run(folder, source) == ("library", "inner", "library", "inner")


@pytest.mark.parametrize(
    "path",
    [
        "../secret.lua", "{folder}/../secret.lua", "link.lua", "linked/secret.lua", "deep/../../secret.lua",
        "{folder}-not/secret.lua", "../config-not/secret.lua", "/etc/passwd", "/proc/self/environ", "/dev/stdin",
        "pipe.lua", "//etc/passwd", "./linked/config-not/../secret.lua", "../secret.lua\0library.lua", ".", "",
    ],
)  # fmt: skip
def test_other_files_are_not_read(folder: Path, path: str) -> None:
    name = path.format(folder=folder)
    source = """
    local name = ...
    local function try(...) local ok, value, message = pcall(...) return ok and value or tostring(value or message) end
    local text = {}
    text[1] = tostring(select(2, loadfile(name)))
    text[2] = try(dofile, name)
    package.path = name
    text[3] = try(require, 'anything')
    package.path = '?'
    text[4] = try(require, name)
    package.path = name:gsub('%.lua', '') .. '?'
    text[5] = try(require, '.lua')
    text[6] = try(package.loaders[2], name)
    return table.concat(text, '\\n')"""
    (text,) = run(folder, source, name)
    assert MARK not in text
    assert "root:" not in text
    assert "cannot open" in text


def test_require_does_not_tell_what_exists_outside(folder: Path) -> None:
    source = "package.path = '/etc/?' return select(2, pcall(require, ...))"
    (there,) = run(folder, source, "passwd")
    (absent,) = run(folder, source, "absent-file")
    assert there.replace("passwd", "X") == absent.replace("absent-file", "X")


def test_without_folders_no_file_is_read(folder: Path) -> None:
    state = Interpreter(sandbox=Sandbox(), package_path="?.lua")
    (message,) = state.call(state.load(b"return select(2, loadfile('library.lua'))"))
    assert message == "cannot open library.lua: outside of the sandbox"


ESCAPES = {
    "bytecode made": "return pcall(string.dump, function() end)",
    "bytecode loaded": "return loadstring('\\27Lua' .. ('x'):rep(100))",
    "bytecode from a reader": "local given return load(function() if not given then given = 1 return '\\27LuaQ' end end)",
    "globals of level 0": "return pcall(getfenv(0).io.open, '/etc/passwd')",
    "globals of a library function": "return pcall(getfenv(print).io.open, '/etc/passwd')",
    "globals changed": "setfenv(0, {}) return pcall(getfenv(0).io)",
    "environment of a library function": "return pcall(setfenv, print, {})",
    "environment of the host": "return pcall(setfenv, 4, {})",
    "environment far out": "return pcall(getfenv, 100)",
    "the registry": "return pcall(debug.getregistry)",
    "loaded libraries": "return pcall(package.loaded.io.open, '/etc/passwd')",
    "loaded libraries required": "return pcall(require('os').execute, 'true')",
    "library unloaded and required": "package.loaded.io = nil return pcall(require, 'io')",
    "preloaded": "package.preload.x = function() return io.open('/etc/passwd') end return pcall(require, 'x')",
    "a loader of C": "return not package.loadlib('/lib/x86_64-linux-gnu/libc.so.6', 'system'), 'absent'",
    "loaders": "return pcall(package.loaders[3], 'x/../../../../etc/passwd'), 'nothing'",
    "a metatable of strings": "return pcall(debug.setmetatable, '', {__index = io})",
    "upvalues": "return pcall(debug.getupvalue, function() return io end, 1)",
    "a hook": "return pcall(debug.sethook, function() end, 'c')",
    "standard output as a file": "return pcall(function() return io.stdout.close end)",
    "metatable of standard output": "return pcall(function() return getmetatable(io.stdout).__index end)",
    "standard input as a chunk": "return loadfile()",
    "standard input run": "return pcall(dofile)",
    "module over a library": "return pcall(function() module('os') execute('true') end)",
    "module over the globals": "return pcall(function() module('_G') io.open('/etc/passwd') end)",
    "a coroutine's environment": "return pcall(coroutine.wrap(function() return getfenv(0).io.open('/etc/passwd') end))",
    "a proxy": "local p = newproxy(true) getmetatable(p).__index = io return pcall(function() return p.open('/etc/passwd') end)",
    "an error handler": "return xpcall(error, function() return io.open('/etc/passwd') end)",
    "a class of its own": "return pcall(setmetatable({}, {__call = os.execute}), 'true')",
    "a comparator": "return pcall(table.sort, {'true', 'false', 'x'}, os.execute)",
    "a replacement": "return pcall(string.gsub, 'true', '.*', os.execute)",
    "tostring": "tostring = os.execute return pcall(print, 'true')",
    "loadstring": "return pcall(loadstring('return io.open(\"/etc/passwd\")'))",
    "collectgarbage": "return pcall(collectgarbage, 'open')",
    "python": "return pcall(function() return ('').__class__.__mro__ end)",
    "python of a function": "return pcall(function() return print.__globals__ end)",
    "python by format": "return pcall(string.format, '{0.__class__}', print), 'no'",
}  # fmt: skip


@pytest.mark.parametrize("source", ESCAPES.values(), ids=ESCAPES)
def test_no_escape(folder: Path, source: str) -> None:
    ok, message, *_ = run(folder, source)
    assert ok in (False, None, True)
    if ok is True:
        assert message in ("absent", "nothing", "no")
    else:
        assert type(message) is str


def reachable(state: Interpreter) -> dict[int, Any]:
    """Every object that code of a state can get hold of without running anything."""
    found: dict[int, Any] = {}
    waiting = [state.globals, state.registry, *state.type_metatables.values()]
    while waiting:
        value = waiting.pop()
        if type(value) not in (LuaTable, LuaFunction, Userdata, Coroutine) or id(value) in found:
            continue
        found[id(value)] = value
        if type(value) is LuaTable:
            waiting += [*value.hash, *value.hash.values(), value.metatable]
        elif type(value) is Userdata:
            waiting += [value.metatable, value.env]
    return found


def test_two_states_share_no_object() -> None:
    one, other = reachable(Interpreter()), reachable(Interpreter())
    assert len(one) > 100
    assert one.keys() & other.keys() == set()


def test_what_a_script_does_to_strings_and_libraries_stays_in_its_state() -> None:
    one, other = Interpreter(), Interpreter()
    one.call(
        one.load(b"""
    getmetatable('').__index = function() return 'tampered' end
    getmetatable('').__add = function() return 'tampered' end
    string.upper, print, pcall, package.loaded.string = nil, nil, nil, nil
    debug.setmetatable(1, {__index = function() return 'tampered' end})
    debug.setmetatable(nil, {__index = function() return 'tampered' end})
    debug.setmetatable(print, {__call = 1}) io.stdout, os.time = nil, nil""")
    )
    source = b"return ('x'):upper(), pcall(function() return ('a').b + 1 end), pcall(function() return (nil).x end), (1 == 1)"
    assert other.call(other.load(source, "=s"))[0] == "X"
    assert other.call(other.load(b"return pcall(function() return (nil).x end)", "=s")) == (
        False,
        "s:1: attempt to index a nil value",
    )


def test_printing_is_open(folder: Path) -> None:
    output = io.BytesIO()
    state = state_in(folder, output)
    state.call(state.load(b"print('seen', 1)"))
    assert output.getvalue() == b"seen\t1\n"


def test_without_a_sandbox_all_is_open(folder: Path) -> None:
    state = Interpreter()
    source = b"return os.execute ~= nil and io.open('../secret.lua'):read('*a'), dofile('../secret.lua')"
    assert state.call(state.load(source)) == (f"return '{MARK}'", MARK)
