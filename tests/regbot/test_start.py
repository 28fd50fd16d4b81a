import gc
import weakref

import pytest

from regbot import start


class Node:
    """Garbage that only the collector finds: it names itself."""

    def __init__(self) -> None:
        self.itself = self


def test_what_a_reload_replaces_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_own", True)
    before = gc.get_threshold()
    node = Node()
    gone = weakref.ref(node)
    try:
        start.settle()
        del node
        start.settle()
        assert gone() is None
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def test_the_collector_of_another_process_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_own", False)
    before = gc.get_freeze_count()
    start.settle()
    assert before == gc.get_freeze_count()
