"""A registry call works wherever Lua can call a function; a script that does not end is ended."""

import time
from pathlib import Path

import anyio
import pytest

from regbot.config.scripts import Source
from regbot.registry.client import Client
from regbot.registry.host import HostConfig
from regbot.run import Outcome, Surroundings, run_script
from tests.fakes import images
from tests.fakes.lua_runner import Lua
from tests.fakes.programs import Registry

ONE = images.image("anywhere", labels={"stage": "prod"})
# Each asks the registry for the digest of `name` from another place and returns it.
PLACES = {
    "pcall": """
      local ok, digest = pcall(digest_of, name)
      return digest
    """,
    "table.sort": """
      local seen
      table.sort({3, 1, 2}, function(a, b) seen = digest_of(name); return a < b end)
      return seen
    """,
    "__index": """
      local images = setmetatable({}, {__index = function(_, key) return digest_of(key) end})
      return images[name]
    """,
    "__eq and __lt": """
      local meta = {}
      meta.__lt = function(a, b) a.digest = digest_of(a.name); return true end
      local a, b = setmetatable({name = name}, meta), setmetatable({}, meta)
      local _ = a < b
      return a.digest
    """,
    "gsub": """
      return (("X"):gsub("X", function() return digest_of(name) end))
    """,
    "for-in": """
      local function digests(name)
        return function(_, last) if not last then return digest_of(name) end end
      end
      for digest in digests(name) do return digest end
    """,
    "coroutine": """
      local co = coroutine.wrap(function(first)
        local digest = digest_of(first)
        local again = coroutine.yield("waiting")
        return digest_of(again) == digest and digest
      end)
      assert(co(name) == "waiting")
      return co(name)
    """,
    "xpcall handler": """
      local _, digest = xpcall(function() error("x") end, function() return digest_of(name) end)
      return digest
    """,
    "all at once": """
      local co = coroutine.wrap(function()
        local ok, digest = pcall(function()
          local t = setmetatable({}, {__index = function() return (("X"):gsub("X", function()
            return digest_of(name)
          end)) end})
          return t.anything
        end)
        coroutine.yield(digest)
      end)
      return co()
    """,
}
DIGEST_OF = "local function digest_of(name) return manifest.head(name):descriptor().digest end\n"


@pytest.fixture
def lua(tmp_path: Path, registry: Registry) -> Lua:
    found = Lua(tmp_path)
    found.hosts = (HostConfig(name=registry.host, tls="disabled"),)
    return found


@pytest.fixture
def name(registry: Registry, repository: str) -> str:
    images.push(registry.host, repository, ONE, "v1")
    return f"{registry.repository(repository)}:v1"


@pytest.mark.parametrize("place", PLACES)
def test_a_registry_call_works_inside(lua: Lua, name: str, place: str) -> None:
    assert ONE.digest == lua.run(DIGEST_OF + PLACES[place], name=name)


def test_an_error_inside_a_callback_reaches_the_pcall_around_it(lua: Lua, name: str) -> None:
    source = """
      return pcall(table.sort, {2, 1}, function(a, b) return manifest.head(name .. "-none") and a < b end)
    """
    ok, message = lua.run(source, name=name)
    assert ok is False
    assert message.startswith("<string>:2: Failed retrieving ")


@pytest.mark.parametrize(
    "loop", ["while true do end", "while true do pcall(function() while true do end end) end"]
)
def test_a_timeout_ends_a_busy_script_within_two_seconds(registry: Registry, name: str, loop: str) -> None:
    async def run() -> None:
        async with Client((HostConfig(name=registry.host, tls="disabled"),)) as client:
            around = Surroundings(client=client, throttle=anyio.CapacityLimiter(1), base_dir=Path())
            outcomes: list[Outcome] = []

            async def start(source: str, timeout: float) -> None:
                outcomes.append(await run_script("busy", Source(code=source.encode()), timeout, around))

            calls = f"for _ = 1, 20 do manifest.head('{name}') end"
            started = time.monotonic()
            async with anyio.create_task_group() as group:
                group.start_soon(start, loop, 1.0)
                group.start_soon(start, loop, 1.0)
                group.start_soon(start, calls, 30.0)
            assert time.monotonic() - started < 3
            # the third script's calls were answered while the other two ran in circles
            assert ["ok", "timed out", "timed out"] == [each.status for each in outcomes]

    anyio.run(run)
