"""Modules that load in a thread of their own."""

import sys

import pytest

from regbot.ahead import load_ahead

WAIT = 30.0


def test_what_is_loaded_ahead_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    load_ahead("colorsys").join(WAIT)
    assert "colorsys" in sys.modules


def test_what_cannot_be_loaded_is_left_to_whoever_needs_it() -> None:
    thread = load_ahead("regbot.no_such_module")
    thread.join(WAIT)
    assert not thread.is_alive()  # and the thread's error, which would fail this test, was not let out
