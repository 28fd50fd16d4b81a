from collections.abc import Iterator
from pathlib import Path

import pytest

from regbot.check import check_file


def check(folder: Path, text: str, **files: str) -> list[str]:
    for name, content in files.items():
        (folder / f"{name}.lua").write_text(content)
    (folder / "script.lua").write_text(text)
    return [f"{each.line}:{each.column} {each.rule}" for each in check_file(folder / "script.lua", {})]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "local x = 1; log(x)",
        "if not string.split then function string.split() end end string.split()",
        "local log = log.info; log('x')",
        "local function f(...) return arg.n end log(f())",
        "_G.made = 1; log(made)",
        "rawset(_G, 'made', 1); log(made)",
        "setmetatable(_G, {__index = function() return 1 end}); log(anything)",
        "local t = {}; t.x = 1; function t:run() return self.x end; log(t:run())",
        "local name = 'split'; string[name] = function() end; string.split('a')",
        "local a, b = 1; log(a .. tostring(b))",
        "local x = x_default or 1; log(x)",
        "repeat local done = true until done",
        "goto finish; ::finish:: log('x')",
        "local x = 1; local function f() x = x + 1; return x end; log(f())",
        "log(('x'):rep(3)); log(#'x')",
        "package.path = './?.lua'; require 'anything'; log(made_there)",
        "package.preload.made = function() end; require 'made'",
        "coroutine.wrap(function() coroutine.yield() end)()",
        "local ok, m = pcall(manifest.get, 'app'); if ok then log(m.mediaType) end",
        "io.stdout:write('x'); io.lines('f')()",
        "tag.ls('x', {limit = 5}); image.copy('a', 'b', {platforms = {'linux/amd64'}})",
    ],
)
def test_what_is_right_is_not_remarked(tmp_path: Path, text: str) -> None:
    assert [] == check(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("log(a + 1)", ["1:5 unknown-global"]),
        ("log(-a)", ["1:6 unknown-global"]),
        ("log(#a)", ["1:6 unknown-global"]),
        ("for _ in pairs(a) do end", ["1:16 unknown-global"]),
        ("a.b = 1", ["1:1 unknown-global"]),
        ("a['b']()", ["1:1 unknown-global"]),
        ("return a", ["1:8 unknown-global"]),
        ("local function f() return tag.lst() end f()", ["1:31 unknown-member"]),
        ("local t = {tag['lst']('x')}; log(t[1])", ["1:12 unknown-member"]),
        ("_G.tag.lst('x')", []),
        ("local x = function() y = 1 end; x()", ["1:22 unused-global"]),
        ("image.copy 'a'", ["1:7 argument-count"]),
        ("image.copy {}", ["1:7 argument-count"]),
        ("local tag = 'x'; tag.ls('x')", ["1:18 hidden-module"]),
        ("local tag = setmetatable({}, {}); tag.ls('x')", []),
        ("local function f(tag) tag.ls('x') end f()", []),
        ("local x = 1; do local x = x + 1; log(x) end", ["1:23 hidden-local"]),
        ("local x = 1; local x = x + 1; log(x)", []),
    ],
)
def test_what_is_wrong_is_found_wherever_it_stands(tmp_path: Path, text: str, found: list[str]) -> None:
    assert found == check(tmp_path, text)


def test_globals_of_required_files_are_known_and_the_other_way_round(tmp_path: Path) -> None:
    files = {"one": "shared = 1; require 'two'; log(own)", "two": "log(shared); require 'one'"}
    assert [] == check(tmp_path, "own = 1; require 'one'; log(shared)", **files)


def test_a_library_may_be_required(tmp_path: Path) -> None:
    assert [] == check(tmp_path, "local s = require 'string'; log(s.rep('x', 2))")


def test_a_broken_required_file_is_told_and_nothing_that_it_may_define(tmp_path: Path) -> None:
    (tmp_path / "broken.lua").write_text("made = )")
    (tmp_path / "script.lua").write_text("require 'broken'; log(made)")
    (finding,) = check_file(tmp_path / "script.lua", {})
    assert (f"{tmp_path}/broken.lua", 1, 8, "syntax") == (
        finding.file,
        finding.line,
        finding.column,
        finding.rule,
    )


def test_lua_path_is_looked_along(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "made.lua").write_text("made = 1")
    (tmp_path / "script.lua").write_text("require 'made'; log(made)")
    environ = {"LUA_PATH": f"{tmp_path}/lib/?.lua"}
    assert [] == check_file(tmp_path / "script.lua", environ)
    assert ["missing-module", "unknown-global"] == [
        each.rule for each in check_file(tmp_path / "script.lua", {})
    ]


def chains() -> Iterator[str]:
    yield "log('x' .. " + " .. ".join(["'y'"] * 5000) + ")"
    yield "log(" + " + ".join(["1"] * 5000) + ")"
    yield "local t = tag" + ".x" * 3000 + "; log(t)"
    yield "local f = print f" + "()" * 3000
    yield "if x then " + "elseif x then " * 3000 + "end"
    yield "log(" + "(" * 150 + "1" + ")" * 150 + ")"


@pytest.mark.parametrize("text", list(chains()), ids=range(6))
def test_long_chains_do_not_overflow(tmp_path: Path, text: str) -> None:
    assert len(check(tmp_path, text)) <= 1


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    (finding,) = check_file(tmp_path / "no.lua", {})
    assert f"open {tmp_path}/no.lua: error: no such file or directory [file]" == str(finding)
