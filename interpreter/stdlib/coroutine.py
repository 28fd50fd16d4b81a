"""The `coroutine` library (manual 5.2): every Lua coroutine is a greenlet.

So a coroutine may yield from any depth, also from inside pcall, a metamethod, an iterator or a `table.sort`
comparator, where PUC Lua 5.1 says "attempt to yield across metamethod/C-call boundary". And a host function
that waits for the event loop inside a coroutine switches straight to the hub (bridge.py), past the resumer.

Called by stdlib/__init__.py; `Interpreter.close_coroutines` ends what a script has left suspended.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any

from greenlet import GreenletExit, getcurrent, greenlet

from interpreter.errors import CATCHABLE, LuaError, argument_error, as_lua_error, position
from interpreter.function import HOST, LuaFunction, results
from interpreter.hooks import Watch
from interpreter.metatables import tostring
from interpreter.values import TYPE_NAMES

from .arguments import MISSING
from .library import install

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

Value = Any
Values = tuple[Value, ...]


class _Ended:
    """What a coroutine's greenlet gives when its function has returned; yields give a bare tuple."""

    __slots__ = ("values",)

    def __init__(self, values: Values) -> None:
        self.values = values


class _Depth:
    """How many calls from hosts are nested where a coroutine yielded; 0: it has not begun."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0


class Coroutine:
    """A Lua thread: `status` is suspended, running, normal (it has resumed another) or dead."""

    __slots__ = (
        "__weakref__",
        "_depth",
        "_greenlet",
        "_state",
        "died_at",
        "environment",
        "resumer",
        "status",
        "watch",
    )

    def __init__(self, state: Interpreter, function: LuaFunction) -> None:
        self._state = state
        self.status = "suspended"
        self.watch = Watch()
        """its hook, which is none of another thread's"""
        self._depth = suspended = _Depth()
        nesting = state.nesting
        self.died_at: TracebackType | None = None
        """where the error was that it died of, for debug.traceback"""
        self.environment = state.environment
        """its table of globals, from where chunks loaded in it have theirs (setfenv with level 0)"""
        self.resumer: Any = None
        """the greenlet to which a yield switches"""

        # The greenlet must not hold the coroutine: a suspended greenlet's frames are invisible to Python's
        # garbage collector, and a coroutine that nothing else holds would never be collected.
        def begin(*arguments: Value) -> _Ended:
            begun = nesting.depth
            try:
                return _Ended(results(function.call(*arguments)))
            except GreenletExit:
                # Ended where it was suspended, maybe by the garbage collector: the calls that end now were
                # counted on its own stack, not on that which runs.
                nesting.depth += suspended.value - begun
                raise

        self._greenlet = greenlet(begin)
        # Log records of coroutines belong to the task of the script.
        self._greenlet.gr_context = getcurrent().gr_context
        state.coroutines.add(self)

    @property
    def frame(self) -> Any:
        """The Python frame in which it is suspended, None when it has not begun or is dead."""
        return self._greenlet.gr_frame

    def resume(self, arguments: Values) -> Values:
        """Run until it yields or ends; gives the values that it yields or returns.

        Raises LuaError when it cannot be resumed, and what ends it.
        """
        if self.status != "suspended":
            # A running one that is not ours runs in another branch (bridge.side_by_side) and waits there.
            elsewhere = self.status == "running" and self._state.coroutine is not self
            raise LuaError(f"cannot resume {'non-suspended' if elsewhere else self.status} coroutine")
        state = self._state
        nesting = state.nesting
        depth = nesting.depth
        if depth >= state.limits.host_depth:
            raise LuaError("C stack overflow")
        outer: Coroutine | None = state.coroutine
        if outer is not None:
            outer.status = "normal"
        here = getcurrent()
        if here is not self.resumer:
            self.resumer = self._greenlet.parent = here
        self.status = "running"
        nesting.depth = self._depth.value or depth  # its function's entry counts
        state.coroutine = self
        status = "dead"
        try:
            given = self._greenlet.switch(*arguments)
            if given.__class__ is _Ended:
                ended: Values = given.values
                return ended
            status = "suspended"
            yielded: Values = given
            return yielded
        except BaseException as error:
            # This function is where the traceback begins now; inside lies the coroutine.
            self.died_at = None if error.__traceback__ is None else error.__traceback__.tb_next
            raise
        finally:
            self.status = status
            self._depth.value = nesting.depth
            nesting.depth = depth
            state.coroutine = outer
            if outer is not None:
                outer.status = "running"

    def close(self) -> None:
        """End it where it is suspended, without a word."""
        if self.status == "suspended":
            self.status = "dead"
            self._greenlet.parent = getcurrent()
            self._greenlet.throw(GreenletExit)


TYPE_NAMES[Coroutine] = "thread"


def _check_coroutine(value: Value) -> Coroutine:
    if type(value) is not Coroutine:
        raise argument_error(1, "coroutine expected")
    return value


def _check_lua_function(value: Value) -> LuaFunction:
    if type(value) is not LuaFunction or value.arity == HOST:
        raise argument_error(1, "Lua function expected")
    return value


class _Coroutines:
    """The library of one state."""

    def __init__(self, state: Interpreter) -> None:
        self.state = state

    def create(self, function: Value = MISSING, *_: Value) -> Value:
        """`coroutine.create(f)`"""
        return Coroutine(self.state, _check_lua_function(function))

    def resume(self, coroutine: Value = MISSING, *arguments: Value) -> Value:
        """`coroutine.resume(co, ...)`"""
        checked = _check_coroutine(coroutine)
        try:
            values = checked.resume(arguments)
        except CATCHABLE as error:
            return False, as_lua_error(error).value
        return (True, *values) if values else True

    def wrap(self, function: Value = MISSING, *_: Value) -> Value:
        """`coroutine.wrap(f)`"""
        coroutine = Coroutine(self.state, _check_lua_function(function))

        def resume_wrapped(*arguments: Value) -> Value:
            try:
                values = coroutine.resume(arguments)
                return values[0] if len(values) == 1 else values
            except CATCHABLE as error:
                value = as_lua_error(error).value
                if type(value) is str or type(value) is float:  # auxwrap says where it was called from
                    value = position(1) + str(tostring(value))
                raise LuaError(value) from error

        return LuaFunction(resume_wrapped, "wrap")

    def yield_(self, *values: Value) -> Value:
        """`coroutine.yield(...)`"""
        # No local variable may hold the coroutine here; see Coroutine.__init__.
        if self.state.coroutine is None or self.state.coroutine.watch.busy:  # a hook may not yield
            raise LuaError("attempt to yield across metamethod/C-call boundary")
        # What `resume` switches with comes out bare when it is one value, else as a tuple: as results are.
        return self.state.coroutine.resumer.switch(values)

    def status(self, coroutine: Value = MISSING, *_: Value) -> Value:
        """`coroutine.status(co)`"""
        return _check_coroutine(coroutine).status

    def running(self, *_: Value) -> Value:
        """`coroutine.running()`: nil in the main coroutine"""
        return self.state.coroutine


def open_coroutine(state: Interpreter) -> None:
    """Open the library in a state."""
    library = _Coroutines(state)
    functions = {
        "create": library.create,
        "resume": library.resume,
        "running": library.running,
        "status": library.status,
        "wrap": library.wrap,
        "yield": library.yield_,
    }
    install(state, "coroutine", functions)
