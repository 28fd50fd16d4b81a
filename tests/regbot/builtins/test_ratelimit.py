import pytest

from regbot.registry.descriptor import Descriptor
from regbot.registry.manifest import Manifest
from regbot.registry.ratelimit import RateLimit
from regbot.registry.reference import Reference
from tests.fakes.lua_runner import Lua


class Limited:
    """A registry whose rate limit recovers by 10 a request, and a clock that the pauses move."""

    def __init__(self, lua: Lua, remain: int, *, reported: bool = True) -> None:
        self.remain = remain
        self.reported = reported
        self.now = 0.0
        self.heads = 0
        lua.client, lua.sleep, lua.clock = self, self.sleep, lambda: self.now

    async def head_manifest(self, reference: Reference) -> Manifest:
        self.heads += 1
        self.remain += 10
        limit = RateLimit(self.remain, 100, 0, self.reported, ("100;w=21600",))
        return Manifest(reference, Descriptor("t", "sha256:" + "0" * 64, 5), rate_limit=limit)

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_enough_requests_left_is_true_at_once(lua: Lua) -> None:
    registry = Limited(lua, 50)
    assert lua.run("return image.ratelimitWait('a/b', 20)") is True
    assert (1, 0.0) == (registry.heads, registry.now)


def test_a_registry_without_a_limit_is_true_at_once(lua: Lua) -> None:
    Limited(lua, 0, reported=False)
    assert lua.run("return image.ratelimitWait('a/b', 20)") is True


def test_it_polls_until_there_is_enough(lua: Lua) -> None:
    registry = Limited(lua, 0)
    assert lua.run("return image.ratelimitWait('a/b', 30, '10s', '1h')") is True
    assert (3, 20.0) == (registry.heads, registry.now)
    fields = {"script": "test", "image": "docker.io/a/b:latest", "current": 10, "target": 30, "delay": "10s"}
    assert ("INFO", "Delaying for ratelimit", fields) == lua.log[0]


def test_it_polls_every_five_minutes_by_default(lua: Lua) -> None:
    registry = Limited(lua, 0)
    lua.run("image.ratelimitWait('a/b', 20)")
    assert 300.0 == registry.now


def test_the_timeout_gives_false(lua: Lua) -> None:
    registry = Limited(lua, 0)
    assert lua.run("return image.ratelimitWait('a/b', 1000, '10s', '35s')") is False
    assert 30.0 == registry.now


def test_a_manifest_has_it_as_a_method(lua: Lua) -> None:
    Limited(lua, 0)
    source = """
      local m = manifest.head("a/b")
      return m:ratelimitWait(15, "1s"), m:ratelimit().Remain, m:ratelimit().Set
    """
    assert [True, 10, True] == lua.run(source)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("'a'", "bad argument #2 to 'ratelimitWait' (number expected, got no value)"),
        ("'a', '5'", "bad argument #2 to 'ratelimitWait' (number expected, got string)"),
        ("'a', 5, 5", "bad argument #3 to 'ratelimitWait' (duration such as '5m' expected, got number)"),
        ("'a', 5, '1d'", 'bad argument #3 to \'ratelimitWait\' (unknown unit "d" in duration "1d")'),
    ],
)
def test_wrong_arguments_are_named(lua: Lua, arguments: str, expected: str) -> None:
    assert f"<string>:1: {expected}" == lua.fail(f"image.ratelimitWait({arguments})")
