from pathlib import Path

import pytest

from regbot.check import check_config, check_file

ROOT = Path(__file__).parents[3]
ENVIRON = {"PATH": "/usr/bin:/bin", "DOCKER_CONFIG": "/no/such/folder"}


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yml")), ids=lambda path: path.name)
def test_the_examples_are_silent(path: Path) -> None:
    assert [] == check_config(path, ENVIRON)


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.lua")), ids=lambda path: path.name)
def test_lua_files_of_the_examples_are_silent(path: Path) -> None:
    assert [] == check_file(path, ENVIRON)


# Scripts that real Lua runs. Some do wrong things, to see the errors: those are found, and no others.
TRIED = {
    "base/error_names.lua": {"argument-count"},
    "base/type.lua": {"argument-count"},
    "manual/2_3_variables.lua": {"unknown-global"},
    "manual/2_5_8_calls.lua": {"unknown-global", "unknown-method"},
    "manual/5_1_globals.lua": {"overwritten-module"},
}


LUA = sorted(
    str(path.relative_to(ROOT / "tests/lua"))
    for path in (ROOT / "tests/lua").rglob("*.lua")
    if path.parent.name != "errors"  # those are there to fail
)


@pytest.mark.parametrize("name", LUA)
def test_scripts_that_run_have_no_errors(name: str) -> None:
    findings = check_file(ROOT / "tests/lua" / name, ENVIRON)
    rules = {finding.rule for finding in findings if finding.severity != "hint"}
    assert rules <= TRIED.get(name, set()), [*map(str, findings)]
