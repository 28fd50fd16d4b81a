"""`parallel`: limits, order, errors, ends. The order of events hangs on turns of the loop, not on a clock."""

import asyncio
from pathlib import Path
from typing import Any

import anyio
import pytest

from interpreter import Value, wait
from regbot.app import once
from regbot.config.load import load_config
from regbot.config.scripts import Source
from regbot.registry.client import Client, CopyReport
from regbot.registry.reference import Reference
from regbot.run import Outcome, Surroundings, run_script
from regbot.signals import Signals
from tests.fakes import images
from tests.fakes.lua_runner import Lua as Scripts


class Stage:
    """Host functions for scripts: `pause(turns)`, `hold(name)`, `tasks()`, and what they saw."""

    def __init__(self) -> None:
        self.under_way = 0
        self.high_water = 0
        self.ended: list[Any] = []
        self.functions: dict[str, Any] = {"pause": self.pause, "hold": self.hold, "tasks": self.tasks}

    def pause(self, turns: Value = 1.0, *_: Value) -> tuple[()]:
        wait(self._pause(int(turns)))
        return ()

    def hold(self, name: Value = None, *_: Value) -> tuple[()]:
        wait(self._hold(name))
        return ()

    def tasks(self, *_: Value) -> float:
        return float(len(asyncio.all_tasks()))

    async def _pause(self, turns: int) -> None:
        self.under_way += 1
        self.high_water = max(self.high_water, self.under_way)
        try:
            for _ in range(turns):
                await asyncio.sleep(0)
        finally:
            self.under_way -= 1

    async def _hold(self, name: Value) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.lowlevel.checkpoint()
                self.ended.append(name)


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def lua(tmp_path: Path, stage: Stage) -> Scripts:
    scripts = Scripts(tmp_path)
    scripts.functions = {**stage.functions}
    return scripts


# -- each, map, run, all


def test_each_gives_every_item_and_its_index_to_the_function(lua: Scripts) -> None:
    source = """
      local seen = {}
      parallel.each({"a", "b", "c"}, function(item, index) pause() seen[index] = item .. index end)
      return seen"""
    assert ["a1", "b2", "c3"] == lua.run(source)


def test_each_gives_nothing(lua: Scripts) -> None:
    assert 0 == lua.run("return select('#', parallel.each({1, 2}, function() return 1 end))")


def test_map_keeps_the_order_of_the_list_whatever_ends_first(lua: Scripts) -> None:
    source = """
      local ends = {}
      local found = parallel.map({9, 5, 1}, function(turns, i)
        pause(turns)
        ends[#ends + 1] = i
        return turns * 10, "more"
      end)
      return {found, ends}"""
    assert [[90, 50, 10], [3, 2, 1]] == lua.run(source)


def test_nil_results_leave_holes(lua: Scripts) -> None:
    source = """
      local list = {1, 2, 3, 4}
      local found = parallel.map(list, function(item) if item % 2 == 0 then return item end end)
      return found[1] == nil, found[2], found[3] == nil, found[4]"""
    assert [True, 2, True, 4] == lua.run(source)


@pytest.mark.parametrize("call", ["each", "map", "all"])
def test_an_empty_list_calls_nothing(lua: Scripts, call: str) -> None:
    lua.run(f"parallel.{call}({{}}, function() error('called') end)")


def test_run_gives_the_first_result_of_each_in_their_order(lua: Scripts) -> None:
    source = """
      return {parallel.run(
        function() pause(5) return "one", "more" end,
        function() return "two" end,
        function() pause() return 3 end)}"""
    assert ["one", "two", 3] == lua.run(source)
    assert 2 == lua.run("return select('#', parallel.run(function() end, function() end))")
    assert 1 == lua.run("return select('#', parallel.run(function() return nil end))")
    assert 0 == lua.run("return select('#', parallel.run())")


def test_run_runs_all_of_its_functions_at_once(lua: Scripts, stage: Stage) -> None:
    lua.run("local f = function() pause(9) end parallel.run(f, f, f, f, f, f, f, f)")
    assert 8 == stage.high_water


def test_all_gives_results_and_errors_by_index(lua: Scripts) -> None:
    source = """
      local mark = {}
      local results, errors = parallel.all({"a", "b", "c", "d"}, function(item, index)
        pause(index)
        if item == "b" then error("no " .. item) end
        if item == "c" then error(mark) end
        if item == "d" then error() end
        return item:upper()
      end)
      return results[1], results[2] == nil, errors[1] == nil, errors[2], errors[3] == mark, errors[4]"""
    assert ["A", True, True, "<string>:5: no b", True, "nil"] == lua.run(source)


def test_a_stack_overflow_is_one_of_the_errors_of_all(lua: Scripts) -> None:
    source = """
      local function f() return 1 + f() end
      local _, errors = parallel.all({1, 2}, f)
      return errors"""
    assert ["<string>:2: stack overflow"] * 2 == lua.run(source)


# -- the list and the limit


@pytest.mark.parametrize(
    ("default", "limit", "expected"),
    [(0, "", 8), (5, "", 5), (5, ", nil", 5), (5, ", 2", 2), (1, ", 12", 12), (0, ", 1", 1), (0, ", 99", 20)],
)
@pytest.mark.parametrize("call", ["each", "map", "all"])
def test_so_many_run_at_a_time(
    lua: Scripts, stage: Stage, call: str, default: int, limit: str, expected: int
) -> None:
    lua.parallel = default
    lua.run(f"""
      local list = {{}}
      for i = 1, 20 do list[i] = i end
      parallel.{call}(list, function(i) pause(5 + i % 3) end{limit})""")
    assert expected == stage.high_water


def test_a_long_list_makes_no_more_tasks_than_may_run(lua: Scripts) -> None:
    source = """
      local list, most, sum = {}, 0, 0
      for i = 1, 10000 do list[i] = i end
      local before = tasks()
      parallel.each(list, function(i)
        if i % 100 == 0 then pause() end
        most = math.max(most, tasks() - before)
        sum = sum + i
      end, 4)
      return most, sum, tasks() - before"""
    assert [4, 50_005_000, 0] == lua.run(source)


def test_items_begin_in_the_order_of_the_list(lua: Scripts) -> None:
    source = """
      local began = {}
      parallel.each({1, 2, 3, 4, 5, 6}, function(i) began[#began + 1] = i pause(7 - i) end, 2)
      return began"""
    assert [1, 2, 3, 4, 5, 6] == lua.run(source)


def test_the_list_counts_as_it_is_at_the_call(lua: Scripts) -> None:
    source = """
      local list, seen = {"a", "b", "c"}, {}
      parallel.each(list, function(item, i)
        seen[i] = item
        list[i + 1] = "changed"
        list[#list + 1] = "more"
      end, 1)
      return seen"""
    assert ["a", "b", "c"] == lua.run(source)


def test_a_loop_goes_over_the_fields_there_were_while_another_function_writes(lua: Scripts) -> None:
    source = """
      local shared, seen = {a = 1, b = 2, c = 3}, {}
      parallel.run(
        function() for name, value in pairs(shared) do pause(2) seen[#seen + 1] = name .. value end end,
        function() pause() shared.b = nil shared.c = 9 shared.d = 4 end)
      return seen"""
    assert ["a1", "c9"] == lua.run(source)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("each()", "bad argument #1 to 'each' (list expected, got no value)"),
        ("map('a', print)", "bad argument #1 to 'map' (list expected, got string)"),
        ("all({}, 'print')", "bad argument #2 to 'all' (function expected, got string)"),
        ("each({1})", "bad argument #2 to 'each' (function expected, got no value)"),
        ("run(print, nil)", "bad argument #2 to 'run' (function expected, got nil)"),
        (
            "each({}, print, 0)",
            "bad argument #3 to 'each' (limit must be a whole number of at least 1, got 0)",
        ),
        (
            "map({}, print, 1.5)",
            "bad argument #3 to 'map' (limit must be a whole number of at least 1, got 1.5)",
        ),
        (
            "all({}, print, 1/0)",
            "bad argument #3 to 'all' (limit must be a whole number of at least 1, got inf)",
        ),
        (
            "each({}, print, '2')",
            "bad argument #3 to 'each' (limit must be a whole number of at least 1, got string)",
        ),
    ],
)
def test_arguments_are_checked(lua: Scripts, call: str, expected: str) -> None:
    assert f"<string>:1: {expected}" == lua.fail(f"parallel.{call}")


# -- errors and ends


def test_the_first_error_cancels_the_others_and_is_raised_as_it_is(lua: Scripts, stage: Stage) -> None:
    source = """
      local mark = {}
      after = false
      local ok, found = pcall(parallel.each, {"a", "b", "c", "d"}, function(item)
        if item == "c" then pause(3) error(mark) end
        pcall(hold, item)
        after = true
      end, 4)
      return ok, found == mark, after"""
    assert [False, True, False] == lua.run(source)
    assert ["a", "b", "d"] == sorted(stage.ended)


def test_items_behind_an_error_are_not_begun(lua: Scripts) -> None:
    source = """
      local began = {}
      pcall(parallel.each, {1, 2, 3, 4}, function(i)
        began[#began + 1] = i
        if i == 2 then error("x") end
      end, 1)
      return began"""
    assert [1, 2] == lua.run(source)


def test_of_two_errors_the_first_in_time_is_raised(lua: Scripts) -> None:
    source = """
      local function fail(turns, text) return function() pause(turns) error(text, 0) end end
      return select(2, pcall(parallel.run, fail(6, "late"), fail(2, "early"), fail(9, "never")))"""
    assert "early" == lua.run(source)


def test_an_error_keeps_its_position(lua: Scripts) -> None:
    source = "parallel.each({1},\nfunction()\nlocal x = nil + 1\nend)"
    assert "<string>:3: attempt to perform arithmetic on a nil value" == lua.fail(source)


def test_a_registry_s_error_keeps_its_position(lua: Scripts) -> None:
    source = "parallel.each({1},\nfunction()\nmanifest.get(repository .. ':none')\nend)"
    message = lua.fail(source, repository=lua.layout("app", images.image("one"), "one"))
    assert message.startswith("<string>:3: Failed retrieving ")


def test_an_error_that_is_no_error_of_lua_passes(lua: Scripts) -> None:
    def broken(*_: Value) -> Value:
        raise ZeroDivisionError("a fault of ours")

    lua.functions["broken"] = broken
    for call in ("each", "all"):
        with pytest.raises(ZeroDivisionError, match="a fault of ours"):
            lua.run(f"pcall(parallel.{call}, {{1, 2}}, function(i) if i == 2 then broken() end hold(i) end)")


def test_it_works_inside_coroutines_and_itself(lua: Scripts) -> None:
    source = """
      local rows = coroutine.wrap(function()
        for _, row in ipairs({{1, 2}, {3, 4}}) do
          coroutine.yield(parallel.map(row, function(x)
            pause(5 - x)
            return table.concat(parallel.map({x, x * 10}, function(y) pause() return y end), "+")
          end))
        end
      end)
      return {rows(), rows()}"""
    assert [["1+10", "2+20"], ["3+30", "4+40"]] == lua.run(source)


def test_a_yield_does_not_leave_the_function(lua: Scripts) -> None:
    source = """
      return coroutine.wrap(function()
        local _, message = pcall(parallel.each, {1}, function() coroutine.yield() end)
        return message
      end)()"""
    assert "attempt to yield across metamethod/C-call boundary" == lua.run(source)


def test_a_coroutine_belongs_to_one_function_at_a_time(lua: Scripts) -> None:
    source = """
      local co = coroutine.create(function() pause(3) return "done" end)
      local resume = function() local _, value = coroutine.resume(co) return value end
      return {parallel.run(resume, resume)}"""
    assert ["done", "cannot resume non-suspended coroutine"] == lua.run(source)


BUSY = "while true do pcall(function() while true do end end) end"


@pytest.mark.parametrize(
    ("source", "status", "error"),
    [
        (f"pcall(parallel.run, function() {BUSY} end, function() {BUSY} end)", "timed out", "deadline"),
        ("pcall(parallel.each, {1, 2}, function() os.execute('sleep 60') end)", "timed out", "deadline"),
        (f"pcall(parallel.run, function() {BUSY} end, function() os.exit(0) end)", "ok", ""),
        (
            f"pcall(parallel.all, {{1, 2}}, function(i) if i == 2 then os.exit(3) end {BUSY} end)",
            "failed",
            "os.exit(3)",
        ),
        (
            "parallel.each({1, 2, 3}, function(i) if i == 2 then error('x') end end)",
            "failed",
            "<string>:1: x",
        ),
    ],
)
def test_the_end_of_a_script_ends_all_of_it(source: str, status: str, error: str) -> None:
    async def once() -> Outcome:
        async with Client() as client:
            around = Surroundings(client=client, throttle=anyio.CapacityLimiter(1), base_dir=Path())
            outcome = await run_script("test", Source(code=source.encode()), 0.2, around)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return outcome

    outcome = anyio.run(once)
    assert status == outcome.status
    assert outcome.error.startswith(error)


@pytest.mark.parametrize("turns", range(12))
def test_a_cancellation_leaves_nothing_under_way(lua: Scripts, stage: Stage, turns: int) -> None:
    source = """
      pcall(parallel.each, {1, 2, 3, 4, 5}, function(i)
        pause(i)
        began = true
        pcall(parallel.run, function() hold(i) end, function() pause(2) hold(-i) end)
        error("not reached")
      end, 2)
      error("not reached")"""

    async def main() -> None:
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:
                group.start_soon(lua._run, source, False, {})
                await stage._pause(turns)
                scope.cancel()
        assert scope.cancelled_caught
        assert asyncio.all_tasks() == {asyncio.current_task()}

    anyio.run(main)
    assert 0 == stage.under_way


# -- what else rules


class CountingClient:
    """A client whose copies take a while, and which notes how many are under way."""

    rehearses = False

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def copy_image(
        self, source: Reference, target: Reference, _: Any, *, report: CopyReport
    ) -> CopyReport:
        await self._stage._pause(5)
        return report

    async def close_reference(self, _: Reference) -> None:
        pass


@pytest.mark.parametrize(("default", "expected"), [(0, 6), (1, 1), (2, 2)])
def test_the_throttle_of_all_scripts_holds_back_copies_where_it_is_given(
    lua: Scripts, stage: Stage, default: int, expected: int
) -> None:
    lua.parallel = default
    lua.client = CountingClient(stage)
    lua.run("parallel.each({1, 2, 3, 4, 5, 6}, function(i) image.copy('a/b:1', 'c/d:' .. i) end, 6)")
    assert expected == stage.high_water


def test_copies_side_by_side_into_one_layout_and_their_changes(lua: Scripts) -> None:
    lua.parallel = 8
    source = lua.layout("from", images.image("one"), "one")
    target = lua.repository("to")
    script = """
      local tags = {}
      for i = 1, 8 do tags[i] = "v" .. i end
      parallel.each(tags, function(tag) image.copy(from .. ":one", to .. ":" .. tag) end)
      local digests = parallel.map(tags, function(tag)
        return manifest.head(to .. ":" .. tag):descriptor().digest
      end)
      table.sort(digests)
      return digests"""
    assert [images.image("one").digest] * 8 == lua.run(script, **{"from": source, "to": target})
    assert 8 == len(lua.changes)
    assert 8 == lua.messages().count("Copy image")


def test_a_dry_run_is_one_inside_too(lua: Scripts) -> None:
    source = lua.layout("from", images.image("one"), "one")
    script = "parallel.each({1, 2, 3}, function(i) image.copy(from .. ':one', to .. ':v' .. i) end)"
    lua.run(script, dry_run=True, **{"from": source, "to": lua.repository("to")})
    assert [True] * 3 == [change.dry_run for change in lua.changes]
    assert not (lua.folder / "to").exists()


def test_exports_to_one_file_side_by_side_leave_a_whole_one(lua: Scripts) -> None:
    lua.parallel = 4
    source = lua.layout("from", images.image("one"), "one")
    script = """
      parallel.each({1, 2, 3, 4}, function() image.exportTar(from .. ":one", file) end)
      image.importTar(to .. ":back", file)
      return manifest.head(to .. ":back"):descriptor().digest"""
    names = {"from": source, "to": lua.repository("to"), "file": str(lua.folder / "one.tar")}
    assert images.image("one").digest == lua.run(script, **names)
    assert ["from", "one.tar", "to"] == sorted(each.name for each in lua.folder.iterdir())


@pytest.mark.parametrize(("defaults", "expected"), [("skipDockerConfig: true", 8), ("parallel: 5", 5)])
def test_the_default_limit_comes_from_the_config(defaults: str, expected: int, tmp_path: Path) -> None:
    config = tmp_path / "regbot.yml"
    config.write_text(f"""
defaults:
  {defaults}
scripts:
  - name: count
    script: |
      local now, most = 0, 0
      parallel.each({{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}}, function()
        now = now + 1
        most = math.max(most, now)
        os.execute("true")
        now = now - 1
      end)
      os.exit(most)
""")
    assert expected == once(load_config(config), Signals(1), dry_run=False)
