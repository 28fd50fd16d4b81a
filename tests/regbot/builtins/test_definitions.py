"""docs/regbot.d.lua says what the program does: every name, every argument, every option, every member."""

import inspect
import re
from pathlib import Path
from typing import Any

import anyio
import pytest

from interpreter import Interpreter, LuaFunction
from regbot.builtins import Context, image, open_builtins, retain, shapes
from regbot.builtins.modules import MODULES
from regbot.builtins.shapes import ListOf, Pointer, Struct
from regbot.registry.client import Client

FILE = Path(__file__).parents[3] / "docs/regbot.d.lua"
TEXT = FILE.read_text(encoding="utf-8")
# The class of each module's objects. A method is the module's function without its first argument.
CLASSES = {"reference": "Reference", "manifest": "Manifest", "imageconfig": "Config", "blob": "Blob"}
CLASSES["semver"] = "Version"
NOT_METHODS = {"reference": {"new"}, "semver": {"parse", "sort", "latest"}}
FUNCTION = re.compile(r"^((?:---.*\n)*)function (\w+)([.:]?)(\w*)\(([^)]*)\) end$", re.MULTILINE)
CLASS = re.compile(r"^---@class regbot\.(\w+)\n((?:---@(?:field|operator|overload) .*\n)*)", re.MULTILINE)
FIELD = re.compile(r'^---@field (?:\["([^"]+)"\]|(\w+)\??) (.*)$', re.MULTILINE)


def documented() -> dict[str, tuple[str, ...]]:
    """Every function of the file: `module.name` or `Class:name` -> the names of its arguments."""
    found = {}
    for match in FUNCTION.finditer(TEXT):
        arguments = tuple(filter(None, match[5].split(", ")))
        found[match[2] + match[3] + match[4]] = arguments
    return found


def fields(name: str) -> list[str]:
    """The fields of a class of the file."""
    body = next(match[2] for match in CLASS.finditer(TEXT) if match[1] == name)
    return [match[1] or match[2] for match in FIELD.finditer(body)]


def real() -> dict[str, tuple[int, int]]:
    """Every function of the program: `module.name` -> how many arguments it needs at least, and takes."""

    async def opened() -> Interpreter:
        state = Interpreter()
        async with Client() as client:
            context = Context(script="", client=client, throttle=anyio.CapacityLimiter(1))
            open_builtins(state, context)
        return state

    state = anyio.run(opened)
    found = {}
    for module in MODULES:
        for name, function in state.globals.get(module).items():
            if isinstance(function, LuaFunction) and not name.startswith("__"):
                found[f"{module}.{name}"] = arity(function)
    needed, taken = arity(state.globals.get("retain").get("__call"))
    found["retain"] = (needed, taken - 1)
    return found


def arity(function: LuaFunction) -> tuple[int, int]:
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = inspect.signature(function.call).parameters.values()
    taken = [each for each in parameters if each.kind in kinds]
    # `*calls` is documented as `...`; `*_` takes what nobody reads
    rest = any(each.kind is each.VAR_POSITIONAL and each.name.strip("_") for each in parameters)
    return len([each for each in taken if each.default is inspect.Parameter.empty]), len(taken) + rest


REAL = real()


def test_the_file_is_lua() -> None:
    Interpreter().load(FILE.read_bytes(), "@regbot.d.lua")


def test_every_function_is_there_with_its_arguments() -> None:
    expected = {name: taken for name, (_, taken) in REAL.items()}
    assert expected == {name: len(args) for name, args in documented().items() if ":" not in name}


@pytest.mark.parametrize("module", CLASSES)
def test_every_method_is_there_with_its_arguments(module: str) -> None:
    members = {
        name.partition(".")[2]: taken for name, (_, taken) in REAL.items() if name.startswith(f"{module}.")
    }
    expected = {name: taken - 1 for name, taken in members.items() if name not in NOT_METHODS.get(module, ())}
    if module == "blob":
        expected["put"] = 2
    prefix = f"{CLASSES[module]}:"
    found = {
        name.removeprefix(prefix): len(args) for name, args in documented().items() if name.startswith(prefix)
    }
    assert expected == found


def test_every_argument_has_a_type() -> None:
    for match in FUNCTION.finditer(TEXT):
        typed = re.findall(r"^---@param (\w+|\.\.\.)\??", match[1], re.MULTILINE)
        assert [each for each in match[5].split(", ") if each] == typed, match[2] + match[4]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("CopyOptions", image._OPTIONS),
        ("RetainOptions", retain._OPTIONS),
        ("PageOptions", ["limit", "last"]),
        ("ReferrersOptions", ["artifactType"]),
        ("EncodeOptions", ["indent"]),
        ("ImportOptions", ["name", "reason"]),
        ("WriteOptions", ["reason"]),
    ],
)
def test_every_option_is_there(name: str, options: Any) -> None:
    assert list(options) == fields(name)


def members(struct: Struct) -> list[str]:
    return [member.json for member in struct.members]


def member(struct: Struct, name: str) -> Struct:
    kind: Any = struct.by_name[name].kind
    while isinstance(kind, Pointer | ListOf):
        kind = kind.kind if isinstance(kind, Pointer) else kind.item
    assert isinstance(kind, Struct)
    return kind


@pytest.mark.parametrize(
    ("name", "struct"),
    [
        ("Config", shapes.CONFIG),
        ("RunConfig", member(shapes.CONFIG, "config")),
        ("Healthcheck", member(member(shapes.CONFIG, "config"), "Healthcheck")),
        ("History", member(shapes.CONFIG, "history")),
        ("RootFS", member(shapes.CONFIG, "rootfs")),
        ("Descriptor", shapes.DESCRIPTOR),
        ("PlatformFields", shapes.PLATFORM),
    ],
)
def test_every_member_is_there(name: str, struct: Struct) -> None:
    assert members(struct) == fields(name)


def test_a_manifest_has_the_members_of_images_and_indexes() -> None:
    assert set(members(shapes.IMAGE)) | set(members(shapes.INDEX)) == set(fields("Manifest"))


def test_no_class_is_named_that_does_not_exist() -> None:
    defined = set(re.findall(r"^---@(?:class|alias) regbot\.(\w+)", TEXT, re.MULTILINE))
    assert set(re.findall(r"regbot\.([A-Z]\w+)", TEXT)) <= defined
