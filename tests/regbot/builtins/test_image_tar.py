import os

import pytest

from tests.fakes import images
from tests.fakes.archives import index_entry, layout_members, write_tar
from tests.fakes.lua_runner import Lua

ONE = images.image("one")
TWO = images.image("two")


@pytest.fixture
def source(lua: Lua) -> str:
    return lua.layout("source", ONE, "one")


@pytest.fixture
def target(lua: Lua) -> str:
    return lua.repository("target")


@pytest.fixture
def file(lua: Lua) -> str:
    return str(lua.folder / "one.tar")


def test_an_image_goes_through_a_file(lua: Lua, source: str, target: str, file: str) -> None:
    script = """
      image.exportTar(reference.new(source .. ":one"), file)
      image.importTar(target .. ":new", file)
      return manifest.descriptor(target .. ":new").digest
    """
    assert ONE.digest == lua.run(script, source=source, target=target, file=file)
    size = os.path.getsize(file)
    assert [
        ("export", file, f"{source}:one", ONE.digest, size, 0),
        (
            "import",
            f"{target}:new",
            file,
            ONE.digest,
            0,
            sum(map(len, ONE.blobs.values())) + len(ONE.manifest),
        ),
    ] == [(c.action, c.target, c.source, c.digest, c.size, c.moved) for c in lua.changes]


def test_both_are_logged_at_info(lua: Lua, source: str, target: str, file: str) -> None:
    script = """
      image.exportTar(source .. ":one", file)
      image.importTar(target .. ":new", file, {name = "one"})
    """
    lua.run(script, source=source, target=target, file=file)
    same = {"script": "test", "dry-run": False}
    assert [
        ("INFO", "Export image", {**same, "source": f"{source}:one", "file": file}),
        ("INFO", "Import image", {**same, "file": file, "target": f"{target}:new", "name": "one"}),
    ] == [line for line in lua.log if line[0] == "INFO"]


def test_an_import_that_changes_nothing_is_no_change(lua: Lua, source: str, target: str, file: str) -> None:
    script = "image.exportTar(source .. ':one', file) image.importTar(source .. ':one', file)"
    lua.run(script, source=source, target=target, file=file)
    assert ["export"] == [change.action for change in lua.changes]


def test_f1_a_dry_run_writes_nothing_and_says_what_it_would_do(
    lua: Lua, source: str, target: str, file: str
) -> None:
    script = "image.exportTar(source .. ':one', file) image.importTar(target .. ':new', file)"
    lua.run(script, dry_run=True, source=source, target=target, file=file)
    assert ["source"] == os.listdir(lua.folder)
    assert [True, True] == [fields["dry-run"] for _, _, fields in lua.log]
    assert [("export", file, True), ("import", f"{target}:new", True)] == [
        (change.action, change.target, change.dry_run) for change in lua.changes
    ]


def test_f37_a_name_chooses_among_several_images(lua: Lua, target: str, file: str) -> None:
    entries = [index_entry(ONE, "v1", "a.example/one:v1"), index_entry(TWO, "v1", "a.example/two:v1")]
    write_tar(lua.folder / "one.tar", layout_members(ONE, "", TWO, "", entries=entries))
    script = """
      image.importTar(target .. ":v1", file, {name = "a.example/two:v1"})
      return manifest.descriptor(target .. ":v1").digest
    """
    assert TWO.digest == lua.run(script, target=target, file=file)
    assert "ambiguous, name one of: a.example/one:v1, v1; a.example/two:v1, v1" in lua.fail(
        "image.importTar(target .. ':v1', file)", target=target, file=file
    )


def test_a_failed_export_names_image_and_file(lua: Lua, source: str, file: str) -> None:
    message = lua.fail("\nimage.exportTar(source .. ':none', file)", source=source, file=file)
    assert message.startswith(f'<string>:2: Failed exporting "{source}:none" to "{file}": not found')
    assert ["source"] == os.listdir(lua.folder)


def test_a_failed_import_names_file_and_target_and_can_be_caught(lua: Lua, target: str, file: str) -> None:
    script = "local ok, text = pcall(image.importTar, target .. ':v1', file) return ok, text"
    ok, text = lua.run(script, target=target, file=file)
    assert ok is False
    assert f'Failed importing "{file}" to "{target}:v1": cannot use "{file}": No such file' in text


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("image.exportTar()", "bad argument #1 to 'exportTar' (reference expected, got no value)"),
        ("image.exportTar('a')", "bad argument #2 to 'exportTar' (file name expected, got no value)"),
        ("image.exportTar('a', {})", "bad argument #2 to 'exportTar' (file name expected, got table)"),
        ("image.exportTar('a', '')", "bad argument #2 to 'exportTar' (file name is empty)"),
        ("image.importTar('a', 'x\\0y')", "bad argument #2 to 'importTar' (file name holds a zero byte)"),
        ("image.importTar('a', '\\255')", "bad argument #2 to 'importTar' (file name is not UTF-8)"),
        ("image.importTar('A:a:a', 'x')", "bad argument #1 to 'importTar' (invalid reference"),
        (
            "image.importTar('a', 'x', 1)",
            "bad argument #3 to 'importTar' (table of options expected, got number)",
        ),
        ("image.importTar('a', 'x', {Name = 'y'})", "unknown option 'Name', did you mean 'name'?"),
        ("image.importTar('a', 'x', {name = true})", "option 'name' must be a string, got boolean"),
    ],
)
def test_f43_wrong_arguments_are_named(lua: Lua, call: str, expected: str) -> None:
    assert expected in lua.fail(call)


def test_names_may_hold_any_letters(lua: Lua, source: str) -> None:
    file = str(lua.folder / "Größe.tar")
    lua.run("image.exportTar(source .. ':one', file)", source=source, file=file)
    assert os.path.exists(file)
