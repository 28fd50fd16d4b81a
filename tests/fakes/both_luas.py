"""Random programs on our interpreter and on PUC Lua 5.1, for tests that want the same lines from both.

A program's text is run by a driver, a Lua chunk that gets the text, the source of a prelude, and `out`, which
takes a line. How the programs are made, and what of a line may differ, their tests know.
"""

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, settings
from lupa import lua51

from interpreter import Interpreter, Limits, LuaFunction

Show = Callable[[str], str]


def chosen(count: int) -> settings:
    """Settings of a test that lets hypothesis choose so many programs, the same ones each time.

    Shrinking takes minutes where every program takes milliseconds: remove `phases` to work on a failure.
    """
    return settings(
        max_examples=count,
        derandomize=True,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


def same_lines(driver: str, text: str, prelude: str, show: Show = str) -> list[str]:
    """The lines that both put out, `show` taken of each; AssertionError where they are not the same."""
    theirs, ours = _lines_of_lua(driver, text, prelude), _lines_of_ours(driver, text, prelude)
    shown = [show(line) for line in theirs]
    assert shown == [show(line) for line in ours], text
    return shown


def _lines_of_lua(driver: str, text: str, prelude: str) -> list[str]:
    lines: list[str] = []
    runtime = lua51.LuaRuntime(encoding="latin-1", register_eval=False, register_builtins=False)
    runtime.execute(driver, text, prelude, lines.append)
    return lines


def _lines_of_ours(driver: str, text: str, prelude: str) -> list[str]:
    lines: list[str] = []

    def out(line: str, *_: object) -> tuple[()]:
        lines.append(line)
        return ()

    state = Interpreter(Limits(instructions=10_000_000))
    state.call(state.load(driver.encode(), "=RUN"), text, prelude, LuaFunction(out, "out"))
    return lines
