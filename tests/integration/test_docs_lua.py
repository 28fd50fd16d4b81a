"""The examples in docs/lua.md run as they stand; one docker-registry stands for every host that they name."""

import re
from pathlib import Path

import pytest

from regbot.registry.host import HostConfig
from tests.fakes import images
from tests.fakes.lua_runner import Lua
from tests.fakes.programs import Registry

DOCUMENT = (Path(__file__).parents[2] / "docs/lua.md").read_text(encoding="utf-8")
EXAMPLES = {
    f"line {DOCUMENT.count(chr(10), 0, match.start()) + 1}": match[1]
    for match in re.finditer(r"^```lua\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
}


@pytest.fixture(scope="module")
def lua(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Lua:
    app = images.image("docs")
    images.push(registry.host, "library/alpine", images.index("docs"), "3")
    images.push(registry.host, "team/app", app, "1", *(f"1.{minor}.0" for minor in range(12)), "1.2")
    images.push(registry.host, "db", app, "9")
    lua = Lua(tmp_path_factory.mktemp("docs"))
    names = ("docker.io", "registry.example.org", "localhost:5000", "example.org")
    lua.hosts = tuple(HostConfig(name, hostname=registry.host, tls="disabled") for name in names)
    return lua


@pytest.mark.parametrize("source", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_example_runs(lua: Lua, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lua.folder)
    lua.run('image.exportTar("example.org/db:9", "all.tar.zst")')
    lua.run(source)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 9
