"""LuaError, positions, levels, tracebacks: the parts that host code uses."""

from collections.abc import Callable

import pytest

from interpreter import (
    MISSING,
    Interpreter,
    LuaError,
    LuaFunction,
    LuaTable,
    Value,
    argument_error,
    runtime_error,
    type_error,
)
from interpreter.errors import CATCHABLE, as_lua_error, handled, levels, operation_error, traceback


def state_with(name: str, make: Callable[..., LuaError]) -> Interpreter:
    """A state with a host function that raises what `make` makes, as a global and in `library`."""
    state = Interpreter()

    def fail(*arguments: Value) -> Value:
        raise make(*arguments)

    state.globals.set(name, LuaFunction(fail, name))
    state.globals.set("library", LuaTable.from_dict({name: LuaFunction(fail, name)}))
    return state


def message(state: Interpreter, source: str) -> Value:
    ok, value = state.call(state.load(f"return pcall(function()\n{source} end)".encode(), "=chunk"))
    assert ok is False
    return value


def test_the_text_of_an_error_is_its_message() -> None:
    values = ["text", 5.0, None, True, LuaTable()]
    assert [str(LuaError(value)) for value in values] == [
        "text",
        "5",
        "(error object is a nil value)",
        "(error object is a boolean value)",
        "(error object is a table value)",
    ]


def test_a_host_function_blames_the_line_that_called_it() -> None:
    state = state_with("fail", lambda *_: runtime_error("no"))
    assert message(state, "\n\nfail()") == "chunk:4: no"


def test_a_host_function_that_a_host_function_called_blames_no_line() -> None:
    state = state_with("fail", lambda *_: runtime_error("no"))
    assert state.call(state.load(b"return pcall(fail)", "=chunk")) == (False, "no")


def test_level_two_blames_the_caller_of_the_caller() -> None:
    state = state_with("fail", lambda *_: runtime_error("no", 2))
    source = "local function f()\nfail() end\nf() "
    assert message(state, source) == "chunk:4: no"


def test_an_argument_error_names_the_function_as_it_was_called() -> None:
    state = state_with("fail", lambda *_: argument_error(2, "bad"))
    calls = ("fail()", "library.fail()", "local f = fail; f()", "library:fail()")
    assert [message(state, source) for source in calls] == [
        "chunk:2: bad argument #2 to 'fail' (bad)",
        "chunk:2: bad argument #2 to 'fail' (bad)",
        "chunk:2: bad argument #2 to 'f' (bad)",
        "chunk:2: bad argument #1 to 'fail' (bad)",
    ]


def test_a_methods_first_argument_is_its_self() -> None:
    state = state_with("fail", lambda *_: argument_error(1, "bad"))
    assert message(state, "library:fail()") == "chunk:2: calling 'fail' on bad self (bad)"


def test_an_argument_error_without_a_call_in_lua_names_nothing() -> None:
    state = state_with("fail", lambda *_: argument_error(1, "bad"))
    assert state.call(state.load(b"return pcall(fail)", "=chunk"))[1] == "bad argument #1 to '?' (bad)"
    assert str(argument_error(1, "outside of Lua")) == "bad argument #1 to '?' (outside of Lua)"


def test_a_type_error_tells_absent_from_nil() -> None:
    actual = [str(type_error(1, "number", value)).partition("(")[2] for value in (MISSING, None, "s", True)]
    assert actual == [
        "number expected, got no value)",
        "number expected, got nil)",
        "number expected, got string)",
        "number expected, got boolean)",
    ]


def test_an_operators_error_has_its_place_only_in_lua_code() -> None:
    state = state_with("fail", lambda *_: operation_error("no"))
    assert message(state, "fail()") == "no"


def test_python_errors_become_errors_of_lua() -> None:
    assert as_lua_error(MemoryError()).value == "not enough memory"
    assert as_lua_error(RecursionError()).value == "stack overflow"
    error = LuaError("x")
    assert as_lua_error(error) is error
    assert CATCHABLE == (LuaError, RecursionError, MemoryError)


def test_a_run_that_ends_by_an_error_tells_where() -> None:
    state = Interpreter()
    with pytest.raises(LuaError) as caught:
        state.call(state.load(b"local function f()\n error('boom') end\nlocal t = {g = f}\nt.g()", "=chunk"))
    assert caught.value.traceback == (
        "stack traceback:\n\t[C]: in function 'error'\n\tchunk:2: in function 'g'\n\tchunk:4: in main chunk"
    )


def test_the_traceback_of_the_innermost_run_is_kept() -> None:
    error = LuaError("x", "its own")
    state = state_with("fail", lambda *_: error)
    with pytest.raises(LuaError) as caught:
        state.call(state.load(b"fail()", "=chunk"))
    assert caught.value.traceback == "its own"


def test_handled_errors_lend_their_stack_to_whoever_asks() -> None:
    state = Interpreter()
    seen: list[str] = []

    def protect(function: LuaFunction, *_: Value) -> Value:
        try:
            function.call()
        except LuaError as error:
            with handled(error):
                seen.append(traceback(list(levels())))
            seen.append(traceback(list(levels())))
        return ()

    state.globals.set("protect", LuaFunction(protect, "protect"))
    state.call(state.load(b"protect(function()\n local x = nil + 1 end)", "=chunk"))
    during, after = seen
    assert "\tchunk:2: in function <chunk:1>\n\t[C]: in function 'protect'" in during
    assert after == "stack traceback:\n\t[C]: in function 'protect'\n\tchunk:1: in main chunk"


def test_an_error_that_was_never_raised_has_no_stack_to_lend() -> None:
    with handled(LuaError("never raised")):
        assert list(levels()) == []


@pytest.mark.parametrize(("start", "count"), [(1, 11), (2, 10)])
def test_long_tracebacks_show_both_ends(start: int, count: int) -> None:
    state = Interpreter()
    texts: list[str] = []
    look = LuaFunction(lambda *_: (texts.append(traceback(list(levels()), start)), ())[1], "look")
    state.globals.set("look", look)
    source = b"local function f(n) if n == 0 then look() else f(n - 1) end end f(40)"
    state.call(state.load(source, "=chunk"))
    lines = texts[0].split("\n\t")
    assert (len(lines), lines.index("...")) == (1 + count + 1 + 10, count + 1)
    assert lines[-1] == "chunk:1: in main chunk"
