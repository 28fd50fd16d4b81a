"""`parallel` in scripts on real registries, behind relays that count and hold what is under way at a time."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import anyio
import anyio.to_thread
import pytest

from interpreter import Value, wait
from regbot.config.scripts import Source
from regbot.registry.client import Client
from regbot.registry.host import HostConfig
from regbot.run import Outcome, Surroundings, run_script
from tests.fakes import faults, images
from tests.fakes.faults import Injection
from tests.fakes.lua_runner import Lua
from tests.fakes.programs import Registry, Skopeo
from tests.fakes.relay import Relay
from tests.fakes.threads import wait_until

COUNT = 20
IMAGES = [images.image(f"parallel/{number}", labels={"number": str(number)}) for number in range(COUNT)]
LISTED = f"local tags = {{}} for i = 1, {COUNT} do tags[i] = 'v' .. i end\n"


@pytest.fixture
def relays(two_registries: tuple[Registry, Registry]) -> Iterator[tuple[Relay, Relay]]:
    first, second = two_registries
    with Relay(first.host, delay=0.01) as source, Relay(second.host, delay=0.01) as target:
        yield source, target


@pytest.fixture(scope="module")
def pushed(two_registries: tuple[Registry, Registry]) -> str:
    """A repository of the first registry that has all the images."""
    for number, image in enumerate(IMAGES, 1):
        images.push(two_registries[0].host, "test/parallel", image, f"v{number}")
    return "test/parallel"


@pytest.fixture
def source(relays: tuple[Relay, Relay], pushed: str) -> str:
    return f"{relays[0].host}/{pushed}"


@pytest.fixture
def target(relays: tuple[Relay, Relay], repository: str) -> str:
    return f"{relays[1].host}/{repository}"


def hosts(relays: tuple[Relay, ...], most: int) -> tuple[HostConfig, ...]:
    return tuple(HostConfig(relay.host, tls="disabled", req_concurrent=most) for relay in relays)


def until_held(lua: Lua, injection: Injection, requests: int) -> None:
    """Let scripts wait by `until_held()` until so many requests are held."""

    def held(*_: Value) -> tuple[()]:
        reached = partial(wait_until, lambda: injection.hits >= requests, what="requests that are held")
        wait(anyio.to_thread.run_sync(reached))
        return ()

    lua.functions["until_held"] = held


@pytest.fixture
def lua(tmp_path: Path, relays: tuple[Relay, Relay]) -> Lua:
    scripts = Lua(tmp_path)
    scripts.hosts = hosts(relays, 4)
    scripts.parallel = 8
    return scripts


def test_twenty_images_are_copied_side_by_side_within_the_registries_limits(
    lua: Lua,
    relays: tuple[Relay, Relay],
    two_registries: tuple[Registry, Registry],
    source: str,
    target: str,
    repository: str,
    skopeo: Skopeo,
) -> None:
    script = "parallel.each(tags, function(tag) image.copy(source .. ':' .. tag, target .. ':' .. tag) end)"
    lua.run(LISTED + script, source=source, target=target)
    for relay in relays:
        assert 1 < relay.high_water <= 4
    copied = two_registries[1].repository(repository)
    assert sorted(f"v{number}" for number in range(1, COUNT + 1)) == skopeo.tags(copied)
    for number in (1, 7, COUNT):
        expected = {IMAGES[number - 1].digest, *IMAGES[number - 1].blobs}
        assert expected == skopeo.digests(f"{copied}:v{number}")
    assert COUNT == len(lua.changes)


def test_without_a_word_eight_calls_run_at_a_time(lua: Lua, relays: tuple[Relay, Relay], source: str) -> None:
    lua.parallel = 0
    lua.hosts = hosts(relays, 0)
    script = """
      return parallel.map(tags, function(tag)
        return manifest.head(source .. ":" .. tag):descriptor().digest
      end)
    """
    assert [image.digest for image in IMAGES] == lua.run(LISTED + script, source=source)
    assert 8 == relays[0].high_water


def test_the_script_s_limit_does_not_lift_the_registry_s(
    lua: Lua, relays: tuple[Relay, Relay], source: str
) -> None:
    lua.hosts = hosts(relays, 2)
    lua.run(
        LISTED + "parallel.each(tags, function(tag) image.exists(source .. ':' .. tag) end, 20)",
        source=source,
    )
    assert 2 == relays[0].high_water


def test_an_error_ends_the_calls_that_are_under_way_and_their_slots_are_free_again(
    lua: Lua, relays: tuple[Relay, Relay], source: str
) -> None:
    until_held(lua, relays[0].inject(faults.hold(), path="/manifests/v[124]$", times=3), 3)
    script = """
      local after = 0
      local ok, message = pcall(parallel.each, {"v1", "v2", "missing", "v4"}, function(tag)
        if tag == "missing" then until_held() end
        pcall(manifest.get, source .. ":" .. tag)
        after = after + 1
        manifest.get(source .. ":none")
      end)
      local rest = parallel.map({"v5", "v6", "v7", "v8"}, function(tag)
        return manifest.head(source .. ":" .. tag):descriptor().digest
      end)
      return ok, message, after, rest
    """
    ok, message, after, rest = lua.run(script, source=source)
    assert (False, 1) == (ok, after)
    assert message.startswith("<string>:7: Failed retrieving ")
    assert "not found [http 404]" in message
    assert [image.digest for image in IMAGES[4:8]] == rest


def test_an_error_ends_copies_in_the_middle_of_an_upload(
    lua: Lua,
    relays: tuple[Relay, Relay],
    two_registries: tuple[Registry, Registry],
    source: str,
    target: str,
    repository: str,
    skopeo: Skopeo,
) -> None:
    until_held(lua, relays[1].inject(faults.hold(), method="PUT", path="/blobs/uploads/", times=2), 2)
    script = """
      local ok, message = pcall(parallel.each, {"v1", "v2", "missing"}, function(tag)
        if tag == "missing" then until_held() end
        image.copy(source .. ":" .. tag, target .. ":" .. tag)
      end, 3)
      parallel.each({"v1", "v2"}, function(tag) image.copy(source .. ":" .. tag, target .. ":" .. tag) end)
      return ok, message
    """
    ok, message = lua.run(script, source=source, target=target)
    assert ok is False
    assert ":missing" in message
    copied = two_registries[1].repository(repository)
    assert ["v1", "v2"] == skopeo.tags(copied)
    assert skopeo.digests(f"{copied}:v1") == {IMAGES[0].digest, *IMAGES[0].blobs}


def test_a_timeout_ends_all_that_wait_for_a_registry(relays: tuple[Relay, Relay], source: str) -> None:
    relays[0].inject(faults.hold(), path="/manifests/", times=99)
    script = f"""{LISTED}
      while true do
        pcall(parallel.each, tags, function(tag) pcall(manifest.get, "{source}:" .. tag) end, 20)
      end
    """

    async def once() -> Outcome:
        async with Client(hosts(relays, 4)) as client:
            around = Surroundings(client=client, throttle=anyio.CapacityLimiter(1), base_dir=Path())
            return await run_script("held", Source(code=script.encode()), 0.3, around)

    begin = time.monotonic()
    assert "timed out" == anyio.run(once).status
    assert time.monotonic() - begin < 3


def test_busy_functions_and_waiting_ones_get_on_together(lua: Lua, source: str) -> None:
    script = """
      local done, steps = false, 0
      parallel.run(
        function() while not done do steps = steps + 1 end end,
        function() while not done do steps = steps + 1 end end,
        function()
          for _, tag in ipairs(tags) do manifest.head(source .. ":" .. tag) end
          done = true
        end)
      return steps > 1000
    """
    assert lua.run(LISTED + script, source=source)
