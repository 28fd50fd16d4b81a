"""JSON to Lua and back; Python's json is the oracle for random documents."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import images
from tests.fakes.lua_runner import Lua

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc é\n\"'\\", max_size=4), inner)
)


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS)
def test_a_document_survives_the_way_there_and_back(document: Any) -> None:
    lua = Lua(Path())
    text = json.dumps(document, ensure_ascii=False)
    for script in (
        "return json.encode(json.decode(text))",
        "return json.encode(json.decode(text), {indent = 3})",
    ):
        assert document == json.loads(lua.run(script, text=text))


def test_names_keep_their_order(lua: Lua) -> None:
    text = '{"z":1,"a":{"y":[],"b":{}},"m":[null,false]}'
    assert text == lua.run("return json.encode(json.decode(text))", text=text)


def test_null_is_a_value_of_its_own(lua: Lua) -> None:
    script = """
      local t = json.decode('{"a": null, "list": [1, null, 3]}')
      return t.a == json.null, #t.list, tostring(json.null), json.encode({x = json.null}), json.encode(nil)
    """
    assert [True, 3, "null", '{"x":null}', "null"] == lua.run(script)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{}", "{}"),
        ("json.array({})", "[]"),
        ("json.array()", "[]"),
        ("{1, 2}", "[1,2]"),
        ("{a = {}}", '{"a":{}}'),
        ("json.decode('[]')", "[]"),
        ("(function() local t = json.decode('[1]'); t[1] = nil; return t end)()", "[]"),
        ("5", "5"),
        ("-0", "0"),
        ("2^53", "9007199254740992"),
        ("1e20", "100000000000000000000"),
        ("1e300", "1e+300"),
        ("0.1", "0.1"),
        ('"é\\n\\"\\0"', '"é\\n\\"\\u0000"'),
        ('reference.new("a/b:1")', '"docker.io/a/b:1"'),
        ('semver.parse("v1.2")', '"v1.2"'),
        ("setmetatable({1}, {})", "[1]"),
    ],
)
def test_values_are_written(lua: Lua, value: str, expected: str) -> None:
    assert expected == lua.run(f"return json.encode({value})")


def test_indented_text_is_laid_out_as_by_python(lua: Lua) -> None:
    document = {"a": [1, {"b": "c"}], "empty": {}, "none": []}
    text = json.dumps(document, indent=2)
    assert text == lua.run("return json.encode(json.decode(text), {indent = 2})", text=text)


def test_manifests_and_configs_are_written_as_their_document(lua: Lua) -> None:
    one = images.image("one", labels={"a": "b"})
    repository = lua.layout("app", one, "one")
    script = """
      local m = manifest.get(repository .. ":one")
      return json.encode({m, m:config()})
    """
    manifest, config = json.loads(lua.run(script, repository=repository))
    assert (one.document, {"a": "b"}) == (manifest, config["config"]["Labels"])


def test_what_was_never_unicode_is_replaced(lua: Lua) -> None:
    assert "\ufffdx\U0001f600" == lua.run("return json.decode(t)", t='"\\ud800x\\ud83d\\ude00"')


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0/0", "the value is -nan, which JSON cannot say"),
        ("{list = {1, {x = math.huge}}}", "list[2].x is inf, which JSON cannot say"),
        ("{1, nil, 3}", "has the key 1: neither a list without holes nor names"),
        ("{1, a = 2}", "has the key 1: neither a list without holes nor names"),
        ("{a = {[true] = 1}}", "a has the key true"),
        ("{f = print}", "f is a function"),
        ('{["a b"] = "\\255"}', '["a b"] is text that is not UTF-8'),
        ("json.array({a = 1})", "the value is a list with holes or names"),
        ("(function() local t = {}; t.t = t; return t end)()", "t is nested deeper than 100 levels"),
    ],
)
def test_what_json_cannot_say_is_refused_with_its_place(lua: Lua, value: str, expected: str) -> None:
    message = lua.fail(f"local _ = json.encode({value})")
    assert message.startswith("<string>:1: cannot encode as JSON: ")
    assert expected in message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "Expecting value at line 1 column 1"),
        ('{"a": tru}', "Expecting value at line 1 column 7"),
        ('{"a": 1,\n "b": }', "Expecting value at line 2 column 7"),
        ("[1] x", "Extra data at line 1 column 5"),
        ("[NaN]", "NaN is no number at line 1 column 2"),
        ("[\n-Infinity]", "-Infinity is no number at line 2 column 1"),
        ('{"big": 1e999}', "1e999 is no number at line 1 column 9"),
        ("1" * 5000, "is no number at line 1 column 1"),
        ("[" * 101, "nested deeper than 100 levels at line 1 column 101"),
        ("[" * 200_000, "nested deeper than 100 levels at line 1 column 101"),
        ('"\t"', "Invalid control character at at line 1 column 2"),
        ("\ufeff1", "Unexpected UTF-8 BOM"),
    ],
)
def test_what_is_no_json_is_an_error_with_its_position(lua: Lua, text: str, expected: str) -> None:
    message = lua.fail("json.decode(text)", text=text)
    assert message.startswith("<string>:1: invalid JSON: ")
    assert expected in message


def test_brackets_in_strings_do_not_count_as_nesting(lua: Lua) -> None:
    text = json.dumps("[" * 500 + '\\"NaN')
    assert 500 + len('\\"NaN') == lua.run("return #json.decode(text)", text=text)


def test_bytes_that_are_not_utf_8_are_an_error(lua: Lua) -> None:
    assert "invalid JSON: not UTF-8 at byte 2" in lua.fail("json.decode('\"\\255\"')")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("encode()", "bad argument #1 to 'encode' (value expected, got no value)"),
        ("encode(1, {indnt = 2})", "unknown option 'indnt', did you mean 'indent'?"),
        ("encode(1, {indent = 99})", "option 'indent' must be at most 16"),
        ("decode(5)", "bad argument #1 to 'decode' (string expected, got number)"),
        ("array('a')", "bad argument #1 to 'array' (table expected, got string)"),
    ],
)
def test_wrong_arguments_are_named(lua: Lua, call: str, expected: str) -> None:
    assert expected in lua.fail(f"json.{call}")


def test_a_whole_number_too_long_for_a_float_is_the_nearest_one(lua: Lua) -> None:
    assert math.isclose(12345678901234567890, lua.run("return json.decode('12345678901234567890')"))
