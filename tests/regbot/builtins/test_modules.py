import re
from pathlib import Path

from regbot.builtins.modules import MODULES
from tests.fakes import images
from tests.fakes.lua_runner import Lua

DOCUMENT = (Path(__file__).parents[3] / "docs/lua.md").read_text(encoding="utf-8")


def test_every_module_is_a_table_in_the_globals(lua: Lua) -> None:
    names = ", ".join(f"type({name})" for name in MODULES)
    assert ["table"] * len(MODULES) == lua.run(f"return {names}")


def test_every_function_is_in_the_document(lua: Lua) -> None:
    for module in MODULES:
        members = lua.run(
            f"local names = {{}}; for name in pairs({module}) do names[#names + 1] = name end; return names"
        )
        for name in members:
            if not name.startswith("__"):
                assert re.search(rf"[.:`]{name}\b", DOCUMENT), f"{module}.{name}"


def test_runs_do_not_share_their_modules(lua: Lua) -> None:
    lua.run("tag.ls = nil; manifest.__index = nil")
    assert "function" == lua.run("return type(tag.ls)")


def test_a_script_cannot_reach_the_metatables_of_another_run(lua: Lua) -> None:
    repository = lua.layout("app", images.image("one"), "one")
    source = "local m = manifest.get(repository .. ':one'); {}; return m.layers[1].Digest"
    spoil = "getmetatable(m.layers[1]).__index = function() return 'spoilt' end"
    assert "spoilt" == lua.run(source.format(spoil), repository=repository)
    assert lua.run(source.format(""), repository=repository).startswith("sha256:")


def test_a_manifest_nested_without_end_is_an_error(lua: Lua) -> None:
    repository = lua.layout("app", images.image("one"), "one")
    index = lua.folder / "app/index.json"
    index.write_text('{"manifests":' + "[" * 150_000)
    message = lua.fail("manifest.get(repository .. ':one')", repository=repository)
    assert "nested deeper" in message
