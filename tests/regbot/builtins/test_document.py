import json

import pytest

from regbot.builtins.document import Document, pretty, quoted

COMPACT = b'{"a":1,"b":[true,{"c":"x\\"y"}],"d":{}}'
INDENTED = b'{\n   "a": 1,\n   "b": [\n      2\n   ]\n}\n'


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), COMPACT.decode()),
        (("a",), "1"),
        (("b",), '[true,{"c":"x\\"y"}]'),
        (("b", 0), "true"),
        (("b", 1, "c"), '"x\\"y"'),
        (("d",), "{}"),
    ],
)
def test_each_value_is_found_by_its_path(path: tuple[str | int, ...], expected: str) -> None:
    assert expected == Document(COMPACT).source(path)


def test_a_path_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        Document(COMPACT).source(("x",))


def test_blanks_around_the_document_stay() -> None:
    assert "{}\n" == Document(INDENTED).around("{}")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (COMPACT, '{"x":1,"y":[2,3]}'),
        (b'{"a": 1, "b": 2}', '{"x": 1, "y": [2, 3]}'),
        (INDENTED, '{\n   "x": 1,\n   "y": [\n      2,\n      3\n   ]\n}'),
        (b'{\n\t"a": 1\n}', '{\n\t"x": 1,\n\t"y": [\n\t\t2,\n\t\t3\n\t]\n}'),
    ],
)
def test_new_text_is_laid_out_like_the_old(raw: bytes, expected: str) -> None:
    document = Document(raw)
    inner = document.write_list(["2", "3"], 1)
    assert expected == document.write_object([("x", "1"), ("y", inner)], 0)


def test_empty_containers_stay_on_one_line() -> None:
    document = Document(INDENTED)
    assert ("{}", "[]") == (document.write_object([], 1), document.write_list([], 1))


def test_every_place_holds_the_value_that_json_reads_there() -> None:
    raw = json.dumps(
        {"k": [1.5, -2, "\u00e4\n", None, {"deep": [[], {}, [False]]}], "é": 1e30}, indent=1
    ).encode()
    document = Document(raw)

    def check(value: object, path: tuple[str | int, ...]) -> None:
        assert value == json.loads(document.source(path))
        if isinstance(value, dict):
            for key, member in value.items():
                check(member, (*path, key))
        if isinstance(value, list):
            for position, item in enumerate(value):
                check(item, (*path, position))

    check(json.loads(raw), ())


def test_text_beyond_ascii_is_written_as_it_is() -> None:
    assert '"ä\\n"' == quoted("ä\n")


def test_tostring_is_indented_by_two_blanks() -> None:
    assert '{\n  "a": [\n    1\n  ],\n  "b": {}\n}' == pretty({"a": [1], "b": {}})
