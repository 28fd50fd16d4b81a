from pathlib import Path
from typing import Any

import pytest

from interpreter import LuaError
from regbot.builtins import Change, Changes
from regbot.registry.client import CopyReport
from regbot.registry.errors import NotFound
from regbot.registry.reference import Reference
from tests.fakes.lua_runner import Lua


def change(target: str = "b/x:1") -> Change:
    return Change(action="copy", target=target)


def test_writes_are_running_from_begin_to_end_in_the_order_of_their_start() -> None:
    changes = Changes()
    with changes.begin(change("1")):
        with changes.begin(change("2")):
            assert ["1", "2"] == [each.target for each in changes.running]
            assert [] == changes.all
        assert ["1"] == [each.target for each in changes.running]
    assert [] == changes.running
    assert ["2", "1"] == [each.target for each in changes.all]


def test_of_two_equal_writes_the_one_that_ends_goes() -> None:
    changes = Changes()
    one, two = change(), change()
    with changes.begin(one):
        with changes.begin(two):
            pass
        assert [id(one)] == [id(each) for each in changes.running]


@pytest.mark.parametrize(
    ("error", "text"), [(LuaError("no"), "no"), (KeyboardInterrupt(), "the script was ended")]
)
def test_a_write_that_fails_or_is_cancelled_runs_no_longer(error: BaseException, text: str) -> None:
    changes = Changes()
    with pytest.raises(type(error)), changes.begin(change()):
        raise error
    assert ([], [("failed", text)]) == (
        changes.running,
        [(each.result, each.error) for each in changes.all],
    )


class WatchedClient:
    """A client whose copies note what the record of changes shows meanwhile."""

    rehearses = False

    def __init__(self, lua: Lua, error: Exception | None = None) -> None:
        self.lua = lua
        self.error = error
        self.seen: list[tuple[str, Any]] = []

    async def copy_image(
        self, source: Reference, target: Reference, _: Any, *, report: CopyReport
    ) -> CopyReport:
        report.blobs_copied, report.bytes_moved, report.bytes_mounted, report.bytes_under_way = 1, 7, 3, 2
        self.seen = [(each.target, each.live is report) for each in self.lua.changes.running]
        if self.error:
            raise self.error
        return report

    async def close_reference(self, _: Reference) -> None:
        pass


def test_a_copy_shows_its_report_while_it_runs(tmp_path: Path) -> None:
    lua = Lua(tmp_path)
    lua.client = client = WatchedClient(lua)
    lua.run("image.copy('a.example/x:1', 'b.example/x:1')")
    assert [("b.example/x:1", True)] == client.seen
    assert [("done", 7, 3, 1, None)] == [
        (each.result, each.moved, each.saved, each.blobs_moved, each.live) for each in lua.changes.all
    ]


def test_what_a_failed_copy_moved_is_counted(tmp_path: Path) -> None:
    lua = Lua(tmp_path)
    lua.client = WatchedClient(lua, NotFound("gone"))
    lua.fail("image.copy('a.example/x:1', 'b.example/x:1')")
    assert [("failed", 7, 3, None)] == [
        (each.result, each.moved, each.saved, each.live) for each in lua.changes.all
    ]
