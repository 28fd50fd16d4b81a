"""LuaTable: keys, borders, traversal."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter.errors import LuaError
from interpreter.table import LuaTable, ipairs_iterator, pairs_iterator


def test_fields_are_set_read_and_removed() -> None:
    table = LuaTable()
    table.set("a", 1.0)
    table.set(1.0, "one")
    assert (table.get("a"), table.get(1.0), table.get("b"), table.get(None)) == (1.0, "one", None, None)
    table.set("a", None)
    table.set("never", None)
    assert list(table.items()) == [(1.0, "one")]


def test_booleans_are_keys_of_their_own() -> None:
    table = LuaTable()
    for key, value in ((True, "t"), (False, "f"), (1.0, "one"), (0.0, "zero")):
        table.set(key, value)
    assert list(table.items()) == [(True, "t"), (False, "f"), (1.0, "one"), (0.0, "zero")]
    assert (table.get(True), table.get(1.0)) == ("t", "one")
    assert table.next(True) == (False, "f")


@pytest.mark.parametrize(("key", "message"), [(None, "table index is nil"), (math.nan, "table index is NaN")])
def test_nil_and_nan_are_no_keys(key: object, message: str) -> None:
    with pytest.raises(LuaError, match=message):
        LuaTable().set(key, 1.0)


def test_lists_and_dicts_become_tables() -> None:
    table = LuaTable.from_list(["a", None, "c"])
    assert (list(table.items()), table.length()) == ([(1.0, "a"), (3.0, "c")], 3)
    assert list(LuaTable.from_dict({"x": 1.0, True: "t"}).items()) == [("x", 1.0), (True, "t")]
    assert LuaTable.from_list([]).length() == 0


def test_appending_goes_behind_the_border() -> None:
    table = LuaTable()
    for value in "abc":
        table.append(value)
    assert (table.length(), table.get(3.0)) == (3, "c")


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 40)), max_size=120))
def test_the_length_is_always_a_border(steps: list[tuple[bool, int]]) -> None:
    table = LuaTable()
    for present, key in steps:
        table.set(float(key), True if present else None)
        length = table.length()
        assert length == 0 or table.get(float(length)) is not None
        assert table.get(length + 1.0) is None


def test_the_border_of_a_list_emptied_from_below_is_found() -> None:
    table = LuaTable.from_list([True] * 1000)
    for key in range(990, 1001):
        table.set(float(key), None)
    assert table.length() == 989
    for key in range(1, 990):
        table.set(float(key), None)
    assert table.length() == 0


def test_next_visits_every_field_once_in_order() -> None:
    table = LuaTable.from_dict({"a": 1.0, "b": 2.0, 3.0: "x"})
    seen = []
    entry = table.next(None)
    while entry is not None:
        seen.append(entry)
        entry = table.next(entry[0])
    assert seen == [("a", 1.0), ("b", 2.0), (3.0, "x")]


def test_fields_may_be_removed_and_changed_during_a_traversal() -> None:
    table = LuaTable.from_list([float(n) for n in range(10)])
    seen = []
    entry = table.next(None)
    while entry is not None:
        seen.append(entry[0])
        table.set(entry[0], None)
        table.set(entry[0] + 5, None)
        entry = table.next(entry[0])
    assert seen == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_two_traversals_of_one_table_do_not_disturb_each_other() -> None:
    table = LuaTable.from_list(["a", "b", "c"])
    pairs = []
    outer = table.next(None)
    while outer is not None:
        inner = table.next(None)
        while inner is not None:
            pairs.append(outer[1] + inner[1])
            inner = table.next(inner[0])
        outer = table.next(outer[0])
    assert pairs == ["aa", "ab", "ac", "ba", "bb", "bc", "ca", "cb", "cc"]


def test_next_from_a_field_made_during_the_traversal_goes_on_behind_it() -> None:
    table = LuaTable.from_list(["a"])
    assert table.next(None) == (1.0, "a")
    table.set("new", 1.0)
    table.set("newer", 2.0)
    assert table.next("new") == ("newer", 2.0)


def test_next_from_a_key_that_was_never_there_is_an_error() -> None:
    with pytest.raises(LuaError, match="invalid key to 'next'"):
        LuaTable().next("x")


def test_the_iterators_of_for_see_what_next_and_ipairs_see() -> None:
    table = LuaTable.from_list(["a", "b", None, "d"])
    table.set(True, "t")
    pairs = pairs_iterator(table, None)
    assert pairs is not None
    assert list(pairs) == [(1.0, "a"), (2.0, "b"), (4.0, "d"), (True, "t")]
    ipairs = ipairs_iterator(table, 0.0)
    assert ipairs is not None
    assert list(ipairs) == [(1.0, "a"), (2.0, "b")]


def test_the_iterators_of_for_leave_other_calls_to_the_function() -> None:
    table = LuaTable.from_list(["a"])
    assert [pairs_iterator(5.0, None), pairs_iterator(table, 1.0)] == [None, None]
    assert [ipairs_iterator("s", 0.0), ipairs_iterator(table, 1.0), ipairs_iterator(table, False)] == [
        None
    ] * 3


def test_insertion_order_is_kept() -> None:
    keys = ["z", 5.0, "a", 2.0, True]
    table = LuaTable.from_dict(dict.fromkeys(keys, "v"))
    assert [key for key, _ in table.items()] == keys
    assert all(table.next(one) == (other, "v") for one, other in pairwise(keys))
