"""What a text can reach: nothing is left out that a script could get at, and nothing is missed without it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from interpreter import Interpreter, LuaTable, Userdata
from regbot.app import once
from regbot.builtins import LIGHT, ScriptContext, open_builtins
from regbot.builtins.modules import MODULES
from regbot.config.load import load_config
from regbot.config.scripts import Source
from regbot.reach import ANYTHING, REGISTRY, asks_registry, reaches_client
from regbot.registry.client import Client
from regbot.run import Outcome, Surroundings, run_script
from regbot.signals import Signals


def test_every_module_that_is_not_light_is_looked_for() -> None:
    assert set(MODULES) - set(LIGHT) == set(REGISTRY)


@pytest.mark.parametrize(
    "code",
    [
        "tag.ls 'a/b'",
        "local t = tag",
        "x = {tag}",
        "log(type(blob))",
        "return function() return#image end",
        "x = ''..semver.latest{}",
        "x = ...json.encode(1)",
        "x = {...}\nreference = nil",
        "for name in pairs(_G) do end",
        "_G['ta' .. 'g'].ls()",
        "local all = getfenv(log)",
        "setfenv(1, {})",
        "loadstring('return t' .. 'ag')()",
        "load(function() end)",
        "loadfile 'x.lua'",
        "dofile('x.lua')",
        "require 'x'",
        "module(...)",
        "package.loaded['_' .. 'G']",
        "debug.getregistry()",
        "x = 1 debug.getfenv(log)",
        "-- a tag\nlog 'x'",  # more than needed, but never less
    ],
)
def test_a_text_with_a_way_to_the_client_reaches_it(code: str) -> None:
    assert reaches_client(code.encode())


@pytest.mark.parametrize(
    "code",
    [
        "",
        'log "hello"',
        "log.debug(time.now())",
        "parallel.each({1, 2}, function(stage) my_image = stage.image end)",
        "tags, blobs2, _image, downloads, packages = 1, 2, 3, 4, 5",
        "os.exit(tonumber(os.getenv 'MODULES'))",
    ],
)
def test_a_text_without_one_does_not(code: str) -> None:
    assert not reaches_client(code.encode())


@pytest.mark.parametrize(
    ("asks", "code"),
    [
        (True, "tag.ls 'a/b'"),
        (True, "retain . plan()"),
        (False, "image.copy('ocidir://a', 'ocidir://b')"),
        (False, "json.encode{}"),
        (False, "log 'tag'"),
    ],
)
def test_a_call_of_a_function_that_asks_registries_is_seen(asks: bool, code: str) -> None:
    assert asks == asks_registry(code.encode())


def test_what_a_script_has_without_those_names_leads_to_none_of_them() -> None:
    """Through tables and metatables; what functions give is the business of the next test."""
    state = Interpreter()
    open_builtins(state, ScriptContext(script="test"))
    wanted = [state.globals, *(state.globals.get(name) for name in ANYTHING if name != "_G")]
    assert None not in wanted
    found = [value for name, value in state.globals.items() if name not in ANYTHING]
    seen: set[int] = set()
    while found:
        value = found.pop()
        if id(value) not in seen:
            seen.add(id(value))
            found.extend(_next_to(value))
    assert set() == seen & {id(value) for value in wanted}


def _next_to(value: Any) -> Iterator[Any]:
    if isinstance(value, LuaTable):
        yield from (each for pair in value.items() for each in pair)
    if isinstance(value, LuaTable | Userdata) and value.metatable is not None:
        yield value.metatable


def test_each_function_of_luas_base_library_is_known_to_give_globals_or_not() -> None:
    """A new one has to be looked at: does it give globals, or run text? Then it belongs into ANYTHING."""
    harmless = {
        *("assert", "collectgarbage", "error", "gcinfo", "getmetatable", "ipairs", "newproxy", "next"),
        *("pairs", "pcall", "print", "rawequal", "rawget", "rawset", "select", "setmetatable", "tonumber"),
        *("tostring", "type", "unpack", "xpcall", "_VERSION"),
        *("coroutine", "io", "math", "os", "string", "table"),
    }
    assert harmless | set(ANYTHING) == {name for name, _ in Interpreter().globals.items()}


def run(code: str, *, client: bool) -> Outcome:
    async def run_once() -> Outcome:
        async with Client() as made:
            around = Surroundings(
                client=made if client else None, throttle=anyio.CapacityLimiter(1), base_dir=Path()
            )
            return await run_script("test", Source(code=code.encode()), None, around)

    return anyio.run(run_once)


@pytest.mark.parametrize(
    "code",
    [
        "error(type(log) .. type(time) .. type(parallel) .. type(log.info))",
        "for name in pairs(nil) do end",
        "pairs()",
        "pairs 'x'",
        "pairs(io.stdout)",
        "for name, value in pairs{1} do error(name + value) end",
        "log {}",
        "log.info('x', 1)",
        "log.info('x', {[1] = 2})",
        "time.parse()",
        "time.since('x', 1)",
        "parallel.each({1}, function(n) error('no ' .. n) end)",
        "parallel.map(1)",
        "error(tostring(undefined))",
        "undefined.member()",
        "getmetatable(log).info(nil)",
        "local t = setmetatable({}, log) error(type(t.info))",
    ],
)
def test_a_script_that_cannot_reach_the_client_does_the_same_without_it(code: str) -> None:
    assert not reaches_client(code.encode())
    with_client, without = run(code, client=True), run(code, client=False)
    assert (with_client.status, with_client.error, with_client.traceback) == (
        without.status,
        without.error,
        without.traceback,
    )
    assert "failed" == without.status


@pytest.mark.parametrize(
    "code",
    [
        "for name in pairs(_G) do print(name) end",
        "for name in pairs(getfenv(log.info)) do print(name) end",
        "local k, v = next(package.loaded._G); while k do print(k); k = next(getfenv(), k) end",
        "loadstring('for name in pairs(_' .. 'G) do print(name) end')()",
        "for name in pairs(debug.getfenv(time.now)) do print(name) end",
    ],
)
def test_a_script_that_lists_its_globals_finds_all_modules(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"defaults: {{skipDockerConfig: true}}\nscripts:\n- name: list\n  script: |\n    {code}\n"
    assert 0 == once(load_config(tmp_path / "regbot.yml", text), Signals(1), dry_run=False)
    printed = capsys.readouterr().out.split()
    assert list(MODULES) == [name for name in printed if name in MODULES]
    assert {"pairs", "print", "_G"} < set(printed)
