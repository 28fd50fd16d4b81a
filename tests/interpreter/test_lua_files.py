"""Every file of tests/lua on our interpreter and on PUC Lua 5.1: both must print exactly its `--> ` lines.

A file's expectations are its comments `--> text`, at the end of a line or on a line of their own, in the
order of printing; `-->` alone is an empty line. Files under tests/lua/beyond51 use what Lua 5.1 does not have
(goto, lone semicolons, yields across pcall) and run on our interpreter only.
"""

import io
import locale
import re
from pathlib import Path

import pytest
from lupa import lua51

from interpreter.interpreter import Interpreter

ROOT = Path(__file__).parents[1] / "lua"
FILES = sorted(ROOT.rglob("*.lua"))
EXPECTED = re.compile(rb"--> ?(.*)$", re.MULTILINE)

# Lua's own print would write to the process's stdout, behind pytest's back.
ORACLE = """
local select, tostring, type, concat, error = select, tostring, type, table.concat, error
return function(text, name, write)
  function print(...)
    local line = {}
    for i = 1, select("#", ...) do
      line[i] = tostring((select(i, ...)))
      if type(line[i]) ~= "string" then error("'tostring' must return a string to 'print'", 2) end
    end
    write(concat(line, "\\t"))
  end
  assert(loadstring(text, name))()
end
"""


def expected_lines(source: bytes) -> list[str]:
    return [line.rstrip(b"\r").decode("latin-1") for line in EXPECTED.findall(source)]


def lines_of_ours(path: Path) -> list[str]:
    output = io.BytesIO()
    state = Interpreter(stdin=io.BytesIO(), stdout=output, stderr=io.BytesIO())
    state.call(state.load(path.read_bytes(), "@" + path.name))
    return output.getvalue().decode("latin-1").splitlines(keepends=False)


def lines_of_lua(path: Path) -> list[str]:
    lines: list[str] = []
    runtime = lua51.LuaRuntime(encoding="latin-1", register_eval=False, register_builtins=False)
    run = runtime.execute(ORACLE)
    before = locale.setlocale(locale.LC_ALL)
    try:
        run(path.read_bytes().decode("latin-1"), "@" + path.name, lambda line: lines.extend(line.split("\n")))
    finally:
        locale.setlocale(locale.LC_ALL, before)  # real Lua's os.setlocale is that of the process
    return lines


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_are_files() -> None:
    assert FILES != []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_prints_its_expectations_on_our_interpreter(path: Path) -> None:
    assert expected_lines(path.read_bytes()) == lines_of_ours(path)


@pytest.mark.parametrize("path", [path for path in FILES if "beyond51" not in path.parts], ids=name_of)
def test_prints_its_expectations_on_lua51(path: Path) -> None:
    assert expected_lines(path.read_bytes()) == lines_of_lua(path)
