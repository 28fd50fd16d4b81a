import json
from typing import Any

import pytest

from interpreter import LuaError, LuaFunction, LuaTable
from regbot.builtins.fields import Fields, Shapes
from regbot.builtins.shapes import CONFIG, IMAGE, INDEX, Struct

MANIFEST = b"""{
   "schemaVersion": 2,
   "mediaType": "application/vnd.oci.image.manifest.v1+json",
   "config": {"mediaType": "c", "digest": "sha256:aa", "size": 9007199254740993},
   "layers": [
      {"mediaType": "l",   "digest": "sha256:bb", "size": 1.0, "x-more": [1, null]},
      {"mediaType": "l", "digest": "sha256:cc", "size": 2}
   ],
   "x-unknown": {"b": 1e2, "a": []}
}
"""
CONFIG_TEXT = (
    b'{"created":"2024-01-02T03:04:05Z","architecture":"amd64","os":"linux",'
    b'"config":{"Labels":{"a":"1"},"Env":["A=b"],"ExposedPorts":{"80/tcp":{}}},"history":[{"created_by":"x"}]}'
)


def fields(struct: Struct = IMAGE, raw: bytes = MANIFEST) -> Fields:
    method = LuaFunction(lambda *args: f"called with {len(args)}", "config")
    return Fields(Shapes(lambda _: method), struct, raw, json.loads(raw))


def read(table: Any, name: Any) -> Any:
    """Read as Lua does: the raw value first, then the metatable."""
    value = table.get(name)
    if value is None and table.metatable is not None:
        return table.metatable.get("__index").call(table, name)
    return value


def write(table: Any, name: Any, value: Any) -> None:
    if table.get(name) is None and table.metatable is not None:
        table.metatable.get("__newindex").call(table, name, value)
    else:
        table.set(name, value)


def exported(found: Fields) -> str:
    return found.export().decode()


def test_an_untouched_document_is_exported_byte_for_byte() -> None:
    found = fields()
    read(read(found.read("layers"), 1.0), "annotations")
    assert MANIFEST == found.export()
    assert not found.edited


@pytest.mark.parametrize(
    ("go", "json_name"), [("MediaType", "mediaType"), ("SchemaVersion", "schemaVersion")]
)
def test_both_spellings_read_the_same(go: str, json_name: str) -> None:
    found = fields()
    assert found.read(json_name) == found.read(go) is not None


def test_both_spellings_share_one_table() -> None:
    found = fields()
    assert found.read("layers") is found.read("Layers")
    assert "sha256:bb" == read(found.read("Layers").get(1.0), "Digest")


def test_embedded_members_are_found_both_ways() -> None:
    found = fields()
    assert 2.0 == read(found.read("Versioned"), "schemaVersion") == found.read("schemaVersion")
    config = fields(CONFIG, CONFIG_TEXT)
    assert (
        "linux"
        == read(config.read("Platform"), "os")
        == read(config.read("Platform"), "OS")
        == config.read("os")
    )


def test_assigning_through_an_embedded_member_changes_the_document() -> None:
    config = fields(CONFIG, CONFIG_TEXT)
    write(config.read("Platform"), "OS", "windows")
    assert exported(config) == CONFIG_TEXT.decode().replace('"linux"', '"windows"')


def test_absent_members_read_as_the_zero_of_their_kind() -> None:
    config = fields(CONFIG, b"{}")
    run = config.read("config")
    assert "" == read(run, "WorkingDir") == config.read("author")
    assert read(run, "ArgsEscaped") is False
    assert read(run, "StopTimeout") is None
    assert config.read("created") is None
    assert 0 == read(run, "Labels").length() == config.read("history").length()
    assert config.read("unheard-of") is None
    assert b"{}" == config.export()


def test_times_read_as_the_go_program_shows_them() -> None:
    assert "2024-01-02 03:04:05 +0000 UTC" == fields(CONFIG, CONFIG_TEXT).read("created")


def test_an_edit_keeps_every_other_byte() -> None:
    found = fields()
    write(read(found.read("layers"), 2.0), "Size", 3.0)
    assert exported(found) == MANIFEST.decode().replace(
        '{"mediaType": "l", "digest": "sha256:cc", "size": 2}',
        '{\n         "mediaType": "l",\n         "digest": "sha256:cc",\n         "size": 3\n      }',
    )


def test_an_edit_of_a_compact_document_stays_compact() -> None:
    config = fields(CONFIG, CONFIG_TEXT)
    write(read(config.read("config"), "Labels"), "b", "2")
    assert exported(config) == CONFIG_TEXT.decode().replace('{"a":"1"}', '{"a":"1","b":"2"}')


def test_a_label_can_be_added_where_there_are_none() -> None:
    config = fields(CONFIG, b'{"os":"linux"}')
    write(read(config.read("Config"), "Labels"), "a", "b")
    assert '{"os":"linux","config":{"Labels":{"a":"b"}}}' == exported(config)


def test_top_level_members_can_be_assigned_and_removed() -> None:
    found = fields()
    found.write("Annotations", LuaTable.from_dict({"x": "y"}))
    found.write("x-unknown", None)
    document = json.loads(exported(found))
    assert {"x": "y"} == document["annotations"]
    assert "x-unknown" not in document
    assert ["schemaVersion", "mediaType", "config", "layers", "annotations"] == list(document)


def test_a_removed_layer_leaves_the_others_as_they_were() -> None:
    found = fields()
    layers = found.read("layers")
    layers.set(1.0, layers.get(2.0))
    layers.set(2.0, None)
    assert '{"mediaType": "l", "digest": "sha256:cc", "size": 2}' in exported(found)
    assert 1 == len(json.loads(exported(found))["layers"])


def test_a_port_can_be_added_and_is_written_as_an_empty_object() -> None:
    config = fields(CONFIG, CONFIG_TEXT)
    read(config.read("config"), "ExposedPorts").set("443/tcp", LuaTable())
    assert {"80/tcp": {}, "443/tcp": {}} == json.loads(exported(config))["config"]["ExposedPorts"]


def test_a_go_name_in_a_table_of_the_script_is_written_under_its_json_name() -> None:
    found = fields()
    found.read("layers").append(LuaTable.from_dict({"Digest": "sha256:dd", "size": 4.0}))
    assert {"digest": "sha256:dd", "size": 4} == json.loads(exported(found))["layers"][2]


def test_created_can_be_assigned_in_either_form() -> None:
    config = fields(CONFIG, CONFIG_TEXT)
    config.write("created", "2025-05-05 01:02:03 +0000 UTC")
    assert "2025-05-05T01:02:03Z" == json.loads(exported(config))["created"]


def test_a_number_becomes_text_where_text_belongs() -> None:
    config = fields(CONFIG, CONFIG_TEXT)
    read(config.read("config"), "Labels").set("build", 17.0)
    assert "17" == json.loads(exported(config))["config"]["Labels"]["build"]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("mediaType", True, "mediaType must be a string, got boolean"),
        ("layers", "none", "layers must be a table, got string"),
        ("layers", LuaTable.from_dict({"a": "b"}), "layers must be a list"),
        ("annotations", LuaTable.from_list(["a"]), "annotations must be an object"),
        ("annotations", LuaTable.from_dict({"k": LuaTable()}), "annotations.k must be a string, got table"),
        ("schemaVersion", float("nan"), "schemaVersion must be a finite number"),
        ("config", LuaTable.from_dict({"size": "big"}), "config.size must be a number, got string"),
        ("x", LuaFunction(lambda: (), "f"), "x cannot be a function"),
    ],
)
def test_a_value_that_does_not_fit_is_named(name: str, value: Any, message: str) -> None:
    found = fields()
    found.write(name, value)
    with pytest.raises(LuaError, match=message):
        found.export()


def test_a_table_that_holds_itself_is_refused() -> None:
    found = fields()
    loop = LuaTable()
    loop.set("again", loop)
    found.write("x", loop)
    with pytest.raises(LuaError, match="nested too deeply"):
        found.export()


def test_a_created_that_is_no_time_is_refused() -> None:
    config = fields(CONFIG, CONFIG_TEXT)
    config.write("created", "yesterday")
    with pytest.raises(LuaError, match="created must be a time"):
        config.export()


def test_the_config_member_can_be_called() -> None:
    member = fields().read("config")
    assert "called with 1" == member.metatable.get("__call").call(member, "manifest")


def test_a_malformed_document_is_still_readable() -> None:
    found = fields(INDEX, b'{"manifests":{"not":"a list"},"annotations":["x"],"schemaVersion":"two"}')
    assert "a list" == found.read("manifests").get("not")
    assert "two" == found.read("schemaVersion")
    found.write("extra", 1.0)
    assert found.edited


def test_a_document_that_is_not_utf8_cannot_be_edited() -> None:
    raw = '{"os": "linux"}'.encode("utf-16")
    config = fields(CONFIG, raw)
    assert raw == config.export()
    config.write("os", "windows")
    with pytest.raises(LuaError, match="the document is not UTF-8"):
        config.export()


def test_null_members_read_as_absent_and_stay() -> None:
    config = fields(CONFIG, b'{"config":{"Labels":null,"Env":null},"x":null}')
    assert 0 == read(config.read("config"), "Labels").length()
    config.write("os", "linux")
    assert '{"config":{"Labels":null,"Env":null},"x":null,"os":"linux"}' == exported(config)
