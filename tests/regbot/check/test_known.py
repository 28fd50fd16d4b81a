import re
from pathlib import Path

import pytest

from interpreter import LuaFunction
from regbot.builtins.modules import MODULES
from regbot.check.known import Arity, _arity, known_globals, known_methods

DEFINITIONS = (Path(__file__).parents[3] / "docs/regbot.d.lua").read_text(encoding="utf-8")
DOCUMENTED = re.findall(
    r"^((?:---.*\n)*)function (\w+(?:\.\w+)?)\(([^)]*)\) end$", DEFINITIONS, flags=re.MULTILINE
)


def test_the_globals_are_those_of_lua_and_of_regbot() -> None:
    assert {"print", "require", "string", "io", *MODULES} <= set(known_globals())
    assert {name for name, entry in known_globals().items() if entry.ours} == set(MODULES)


@pytest.mark.parametrize(("comments", "name", "arguments"), DOCUMENTED, ids=[each[1] for each in DOCUMENTED])
def test_what_a_call_needs_is_what_the_editors_file_says(comments: str, name: str, arguments: str) -> None:
    module, _, member = name.partition(".")
    entry = known_globals()[module]
    entry = entry.members[member] if member else entry
    optional = set(re.findall(r"---@param (\w+)\?", comments))
    names = [each for each in arguments.split(", ") if each]
    fixed = [each for each in names if each != "..."]
    most = len(names) if fixed == names else None
    assert Arity(sum(each not in optional for each in fixed), most) == entry.arity


@pytest.mark.parametrize(
    ("name", "arity"),
    [
        ("string.sub", Arity(2, 3)),
        ("string.format", Arity(1, None)),
        ("table.remove", Arity(1, 2)),
        ("io.close", Arity(0, 1)),
        ("math.max", Arity(0, None)),
        ("os.time", Arity(0, 1)),
    ],
)
def test_what_lua_functions_need(name: str, arity: Arity) -> None:
    module, _, member = name.partition(".")
    assert arity == known_globals()[module].members[member].arity


def test_methods_are_those_of_strings_files_and_objects() -> None:
    assert {"rep", "gsub", "seek", "write", "tag", "ratelimitWait", "export"} <= set(known_methods())
    assert (Arity(0, 1),) == known_methods()["tag"]


@pytest.mark.parametrize(
    ("arity", "words"),
    [
        (Arity(0, 0), "no arguments"),
        (Arity(1, 1), "1 argument"),
        (Arity(2, 2), "2 arguments"),
        (Arity(0, 1), "at most 1 argument"),
        (Arity(1, 3), "1 to 3 arguments"),
        (Arity(2, None), "at least 2 arguments"),
    ],
)
def test_an_arity_in_words(arity: Arity, words: str) -> None:
    assert words == str(arity)


def test_a_function_of_other_makers_has_an_arity_too() -> None:
    function = LuaFunction(lambda first, *rest: (first, rest), "made")
    assert Arity(1, None) == _arity(function.call)
