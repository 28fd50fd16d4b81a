import gc
import weakref
from collections.abc import Iterator

import pytest

from regbot import start


class Node:
    """Garbage that only the collector finds: it names itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process is regbot's, for a while."""
    monkeypatch.setattr(start, "_own", True)
    monkeypatch.setattr(start, "_settled", 0)
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("own")
def test_what_a_reload_replaces_is_let_go_now_and_then() -> None:
    node = Node()
    gone = weakref.ref(node)
    start.settle()
    del node
    for _ in range(start.SELDOM - 1):
        start.settle()
        assert gone() is not None  # a look at all objects holds the event loop up
    start.settle()
    assert gone() is None


@pytest.mark.usefixtures("own")
def test_what_belonged_to_a_script_that_ran_is_let_go_the_next_time() -> None:
    node = Node()
    gone = weakref.ref(node)
    start.settle(idle=False)
    del node
    start.settle()
    assert gone() is None


@pytest.mark.usefixtures("own")
def test_what_was_read_is_gone_through_no_more() -> None:
    start.settle()
    node = Node()
    assert any(each is node for each in gc.get_objects())
    start.keep()
    assert not any(each is node for each in gc.get_objects())


@pytest.mark.usefixtures("own")
def test_while_a_server_reads_nothing_goes_through_all_that_it_made() -> None:
    before = gc.get_threshold()
    with start.reading():
        assert before[:2] == gc.get_threshold()[:2]
        assert gc.get_threshold()[2] > 1_000_000
    assert before == gc.get_threshold()


@pytest.mark.usefixtures("own")
def test_a_reload_while_the_scripts_are_read_leaves_the_collector_as_a_server_has_it() -> None:
    scripts, reload = start.reading(), start.reading()
    scripts.__enter__()
    reload.__enter__()
    scripts.__exit__(None, None, None)
    start.settle()
    assert gc.get_threshold()[2] > 1_000_000
    reload.__exit__(None, None, None)
    assert start.OFTEN == gc.get_threshold()


def test_the_collector_of_another_process_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_own", False)
    before = gc.get_freeze_count(), gc.get_threshold()
    with start.reading():
        start.keep()
        assert before == (gc.get_freeze_count(), gc.get_threshold())
    start.settle()
    assert before == (gc.get_freeze_count(), gc.get_threshold())
