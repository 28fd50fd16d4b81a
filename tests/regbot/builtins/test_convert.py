from typing import Any

import pytest

from regbot.builtins.convert import from_lua, go_time, rfc3339, to_lua


@pytest.mark.parametrize(
    "value",
    [None, True, 5, 1.5, "plain", "Grüße", [], ["a", ["b"]], {"a": {"b": [1, 2]}}],
)
def test_values_survive_the_way_to_lua_and_back(value: Any) -> None:
    expected = {} if value == [] else value  # an empty Lua table does not say what it was
    assert expected == from_lua(to_lua(value))


def test_text_becomes_the_bytes_of_its_utf8() -> None:
    assert "\xc3\xa4" == to_lua("ä")


def test_numbers_become_floats() -> None:
    assert isinstance(to_lua(3), float)


def test_booleans_stay_booleans() -> None:
    assert to_lua(True) is True


def test_null_members_are_left_out() -> None:
    assert {"b": 1} == from_lua(to_lua({"a": None, "b": 1}))


@pytest.mark.parametrize("key", [1.0, "member"])
def test_a_table_that_holds_itself_is_refused(key: Any) -> None:
    table = to_lua({})
    table.set(key, table)
    with pytest.raises(ValueError, match="table is nested too deeply"):
        from_lua(table)


def test_keys_that_are_no_strings_become_text() -> None:
    table = to_lua({"a": 1})
    table.set(5.0, "five")
    assert {"a": 1, "5": "five"} == from_lua(table)


@pytest.mark.parametrize(
    ("standard", "shown"),
    [
        ("2024-01-02T03:04:05Z", "2024-01-02 03:04:05 +0000 UTC"),
        ("2024-01-02T03:04:05.120Z", "2024-01-02 03:04:05.12 +0000 UTC"),
        ("2024-01-02T03:04:05.123456789+02:00", "2024-01-02 03:04:05.123456789 +0200 +0200"),
        ("2024-01-02T03:04:05+00:00", "2024-01-02 03:04:05 +0000 UTC"),
        ("yesterday", "yesterday"),
    ],
)
def test_times_are_shown_as_the_go_program_shows_them(standard: str, shown: str) -> None:
    assert shown == go_time(standard)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("2024-01-02 03:04:05 +0000 UTC", "2024-01-02T03:04:05Z"),
        ("2024-01-02 03:04:05.5 -0330 NST", "2024-01-02T03:04:05.5-03:30"),
        ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"),
        ("soon", None),
    ],
)
def test_a_time_in_either_form_is_understood(shown: str, expected: str | None) -> None:
    assert expected == rfc3339(shown)
