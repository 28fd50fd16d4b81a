"""The fixture `lua`: see tests/fakes/lua_runner.py."""

from pathlib import Path

import pytest

from tests.fakes.lua_runner import Lua


@pytest.fixture
def lua(tmp_path: Path) -> Lua:
    return Lua(tmp_path)
