import pytest

from tests.fakes import images
from tests.fakes.lua_runner import Lua

ONE = images.image("one", layer_size=5000)
LAYER = ONE.document["layers"][0]


@pytest.fixture
def repository(lua: Lua) -> str:
    return lua.layout("app", ONE, "one")


def run(lua: Lua, repository: str, source: str) -> object:
    return lua.run(source, repository=repository, digest=LAYER["digest"], other=lua.repository("other"))


@pytest.mark.parametrize("call", ["blob.head(repository, digest)", "blob.get(repository .. '@' .. digest)"])
def test_a_blob_knows_its_digest_and_size(lua: Lua, repository: str, call: str) -> None:
    assert [LAYER["digest"], LAYER["size"]] == run(
        lua, repository, f"local b = {call}; return b.digest, b.size"
    )


def test_an_absent_blob_is_an_error(lua: Lua, repository: str) -> None:
    absent = "sha256:" + "0" * 64
    message = lua.fail(f"blob.head(repository .. ':latest', '{absent}')", repository=repository)
    assert "latest" not in message
    assert message.startswith(f'<string>:1: Failed retrieving "{repository}" blob "{absent}": ')


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("blob.head('a')", "bad argument #2 to 'head' (digest expected, and the reference has none)"),
        ("blob.head('a', 'sha256:1')", "bad argument #2 to 'head' (invalid digest \"sha256:1\""),
        ("blob.put('a')", "bad argument #2 to 'put' (blob content expected, got no value)"),
        ("blob.put('a', {})", "bad argument #2 to 'put' (blob content expected, got table)"),
        ("blob.put({}, 'a')", "bad argument #1 to 'put' (reference expected, got table)"),
        ("blob.read('a')", "bad argument #1 to 'read' (blob expected, got string)"),
    ],
)
def test_wrong_arguments_are_named(lua: Lua, call: str, expected: str) -> None:
    assert lua.fail(call).startswith(f"<string>:1: {expected}")


def test_read_gives_all_bytes(lua: Lua, repository: str) -> None:
    source = """
      local b = blob.get(repository, digest)
      local content = b:read()
      return #content, content:byte(1), content:byte(2), b:read(), b:read(5)
    """
    assert [LAYER["size"], 0x1F, 0x8B, "", None] == run(lua, repository, source)


def test_read_in_pieces_gives_the_same_bytes(lua: Lua, repository: str) -> None:
    source = """
      local b = blob.get(repository, digest)
      local parts = {}
      for part in function() return b:read(1000) end do parts[#parts + 1] = part end
      return table.concat(parts) == blob.get(repository, digest):read(), #parts, b:read(1), b:read()
    """
    assert [True, -(-LAYER["size"] // 1000), None, ""] == run(lua, repository, source)


def test_read_after_some_gives_the_rest(lua: Lua, repository: str) -> None:
    source = "local b = blob.get(repository, digest); b:read(10); return #b:read()"
    assert LAYER["size"] - 10 == run(lua, repository, source)


def test_a_closed_blob_cannot_be_read(lua: Lua, repository: str) -> None:
    source = "local b = blob.get(repository, digest); b:read(1); b:close(); return pcall(b.read, b)"
    found = run(lua, repository, source)
    assert isinstance(found, list)
    assert found[0] is False
    assert "closed blob" in found[1]


def test_f2_put_pushes_the_string(lua: Lua, repository: str) -> None:
    expected = images.digest_of(b"text")
    assert [expected, 4] == run(lua, repository, "return blob.put(other, 'text')")
    assert b"text" == (lua.folder / "other/blobs/sha256" / expected.partition(":")[2]).read_bytes()


def test_f3_put_takes_a_reference_object(lua: Lua, repository: str) -> None:
    source = "return blob.put(reference.new(other), 'text')"
    assert [images.digest_of(b"text"), 4] == run(lua, repository, source)


@pytest.mark.parametrize(
    "call",
    [
        "b:put(other)",
        "b:put(reference.new(other))",
        "blob.put(other, b)",
        "blob.get(repository, digest):put(other, b)",
    ],
)
def test_f4_a_blob_can_be_put_elsewhere(lua: Lua, repository: str, call: str) -> None:
    source = f"""
      local b = blob.get(repository, digest)
      local found, size = {call}
      return found, size, #blob.get(other, found):read()
    """
    assert [LAYER["digest"], LAYER["size"], LAYER["size"]] == run(lua, repository, source)


def test_configs_and_manifests_are_content_too(lua: Lua, repository: str) -> None:
    source = """
      local name = repository .. ":one"
      return (blob.put(other, image.config(name))), (blob.put(other, manifest.get(name)))
    """
    assert [ONE.document["config"]["digest"], ONE.digest] == run(lua, repository, source)


def test_f1_a_dry_put_sends_nothing_and_gives_the_digest(lua: Lua, repository: str) -> None:
    other = lua.repository("other")
    found = lua.run("return blob.put(other, 'text')", dry_run=True, other=other)
    assert [images.digest_of(b"text"), 4] == found
    assert not (lua.folder / "other").exists()
    fields = {"script": "test", "ref": other, "digest": images.digest_of(b"text"), "size": 4, "dry-run": True}
    assert [("INFO", "Put blob", fields)] == lua.log
    assert [("put blob", True)] == [(change.action, change.dry_run) for change in lua.changes]
