import pytest

from tests.fakes.lua_runner import Lua

DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("busybox", "docker.io/library/busybox:latest"),
        ("localhost:5000/foo", "localhost:5000/foo:latest"),
        ("ocidir://a/b:c", "ocidir://a/b:c"),
    ],
)
def test_a_reference_prints_its_full_name(lua: Lua, name: str, expected: str) -> None:
    assert expected == lua.run("return tostring(reference.new(name))", name=name)


def test_a_reference_is_userdata_with_the_module_as_its_metatable(lua: Lua) -> None:
    assert ["userdata", True] == lua.run(
        'local r = reference.new("a"); return type(r), getmetatable(r) == reference'
    )


def test_setting_the_tag_clears_the_digest(lua: Lua) -> None:
    source = "local r = reference.new('a/b@' .. digest); r:tag('v1'); return r:tag(), r:digest(), tostring(r)"
    assert ["v1", "", "docker.io/a/b:v1"] == lua.run(source, digest=DIGEST)


def test_setting_the_digest_clears_the_tag(lua: Lua) -> None:
    source = "local r = reference.new('a/b:v1'); r:digest(digest); return r:tag(), r:digest()"
    assert ["", DIGEST] == lua.run(source, digest=DIGEST)


def test_a_copy_is_independent(lua: Lua) -> None:
    source = (
        "local a = reference.new('a/b:1'); local b = reference.new(a); b:tag('2'); return a:tag(), b:tag()"
    )
    assert ["1", "2"] == lua.run(source)


def test_references_to_the_same_name_are_equal(lua: Lua) -> None:
    source = (
        "local n = reference.new; return n('busybox') == n('docker.io/library/busybox'), n('a') == n('b')"
    )
    assert [True, False] == lua.run(source)


def test_the_parts_of_a_name_can_be_read(lua: Lua) -> None:
    source = "local r = reference.new('host:5000/a/b'); return r:registry(), r:repository(), r:path()"
    assert ["host:5000", "a/b", ""] == lua.run(source)
    assert "x/y" == lua.run("return reference.new('ocidir://x/y'):path()")


def test_a_field_that_does_not_exist_is_nil(lua: Lua) -> None:
    assert lua.run("return reference.new('a').nothing") is None


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            "reference.new('UPPER/case')",
            "bad argument #1 to 'new' (invalid reference \"a/B\", repo must be lowercase)",
        ),
        ("reference.new({})", "bad argument #1 to 'new' (reference expected, got table)"),
        ("reference.new(5)", "bad argument #1 to 'new' (reference expected, got number)"),
        ("reference.new()", "bad argument #1 to 'new' (reference expected, got no value)"),
        ("reference.tag('a')", "bad argument #1 to 'tag' (reference expected, got string)"),
    ],
)
def test_what_is_no_reference_is_refused(lua: Lua, call: str, expected: str) -> None:
    call = call.replace("UPPER/case", "a/B")
    assert expected in lua.fail(call)


def test_f26_a_garbage_tag_is_refused(lua: Lua) -> None:
    message = lua.fail("local r = reference.new('a'); r:tag('in valid')")
    assert message.startswith("<string>:1: bad argument #1 to 'tag' (invalid tag \"in valid\"")


def test_f26_a_garbage_digest_is_refused(lua: Lua) -> None:
    message = lua.fail("local r = reference.new('a'); r:digest('sha256:1')")
    assert message.startswith("<string>:1: bad argument #1 to 'digest' (invalid digest \"sha256:1\"")
