"""A Lua state: its globals, the libraries that are open in it, loading and running code.

States share nothing but parsed texts: one tree of a text serves every state in the process (parse.py keeps
them), and each state makes its own nodes of it. A state is used by one thread, and runs one script at a
time.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable
from time import monotonic
from typing import IO, TYPE_CHECKING, Any
from weakref import WeakSet

from interpreter import bridge, stdlib
from interpreter.builder import Builder
from interpreter.dialect import chunk_id
from interpreter.errors import CATCHABLE, LuaError, as_lua_error, traceback_of
from interpreter.expressions import blank_frame, prototype_of
from interpreter.function import LuaFunction, results
from interpreter.garbage import Garbage
from interpreter.hooks import WORD, Hooks
from interpreter.limits import Limits, ScriptExit, Stopped, Ticks
from interpreter.parse import parse, parsed
from interpreter.sandbox import Sandbox
from interpreter.scope import resolve
from interpreter.source import Look, seldom
from interpreter.standard_input import standard_input
from interpreter.table import LuaTable
from interpreter.values import Value

if TYPE_CHECKING:
    from subprocess import Popen

_FRAMES_OF_PYTHON = 2_000
"""Python frames that lie under a script: the event loop's and the host's."""

_TURN = 0.001
"""seconds for which a thread that reads a text holds up the event loop at a time, where Python's own 5 ms
would be those of each such thread"""


_BETWEEN_LOOKS = 100
"""statements and expressions that are walked, of some 50 µs"""


class Nesting:
    """How many calls from hosts into Lua are nested in the running coroutine (calls.entry_of)."""

    __slots__ = ("depth",)

    def __init__(self) -> None:
        self.depth = 0


LONG_SOURCE = 10_000
"""bytes of a text that takes some ms to make a function of, although it was parsed before"""


class Interpreter:
    """One Lua state.

    `libraries`: the names of those to open, all when None (stdlib.LIBRARIES). `package_path`: where `require`
    looks. `sandbox`: what is closed to code that is not trusted; None: everything is open. `clock` gives
    seconds and is what `Limits.deadline` is measured by.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        libraries: Iterable[str] | None = None,
        package_path: str | None = None,
        sandbox: Sandbox | None = None,
        stdin: IO[bytes] | None = None,
        stdout: IO[bytes] | None = None,
        stderr: IO[bytes] | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.limits = limits or Limits()
        self.ticks = Ticks(self.limits, clock)
        self.garbage = Garbage(self.ticks)
        self.nesting = Nesting()
        self.hooks = Hooks(self)
        self.globals = LuaTable()
        self.registry = LuaTable()
        self.type_metatables: dict[type, LuaTable | None] = {}
        self.package_path = package_path
        self.sandbox = sandbox
        self.stdin = stdin or standard_input()
        self.stdout = stdout or sys.stdout.buffer
        self.stderr = stderr or sys.stderr.buffer
        self.print_flushes = self.stdout.isatty()
        """whether each `print` is seen at once: on terminals, and after `setvbuf` "no" and "line" """
        self.environ: dict[bytes, bytes] = {}
        """what the script changed in the environment by os.setenv: for itself and its commands"""
        self.clock = clock
        self.start_command: Callable[[Callable[[], Popen[bytes]]], Popen[bytes]] = lambda start: start()
        """starts the script's commands: for hosts that make way on a terminal that they share with them"""
        self.chunk_names: dict[str, str] = {}
        """the names that chunks were loaded by, for debug.getinfo: by what errors call them"""
        self.run_in_loop: bridge.Run | None = None
        """the run in an event loop that is under way"""
        self.ended_at = ""
        """where the script was when its host ended it, by a limit or a cancellation: the traceback, as of an
        error"""
        self.coroutine: Any = None
        """the running stdlib.coroutine.Coroutine; None in the main one"""
        self.coroutines: WeakSet[Any] = WeakSet()
        sys.setrecursionlimit(max(sys.getrecursionlimit(), self.limits.depth + _FRAMES_OF_PYTHON))
        sys.setswitchinterval(min(sys.getswitchinterval(), _TURN))
        before = bridge.enter(self)
        try:
            for name in stdlib.LIBRARIES if libraries is None else libraries:
                stdlib.LIBRARIES[name](self)
            if sandbox is not None:
                sandbox.close(self)
        finally:
            bridge.enter(before)

    @property
    def environment(self) -> LuaTable:
        """The table of globals of the running coroutine (manual 2.9)."""
        found: LuaTable = self.globals if self.coroutine is None else self.coroutine.environment
        return found

    @environment.setter
    def environment(self, table: LuaTable) -> None:
        if self.coroutine is None:
            self.globals = table
        else:
            self.coroutine.environment = table

    def load(self, source: bytes, chunkname: str = "=?", *, shebang: bool = False) -> LuaFunction:
        """The main function of a chunk. `chunkname` as in luaL_loadbuffer: `=name`, `@file`, or the text.

        Raises LuaError for what is no Lua, or nests too deep for Python.
        """
        return self._load(source, chunkname, shebang, self.environment, self.ticks.look)

    async def load_async(self, source: bytes, chunkname: str = "=?", *, shebang: bool = False) -> LuaFunction:
        """As `load`; a long text, or one that was not parsed before, is read in a thread: it takes long."""
        if len(source) < LONG_SOURCE and parsed(source, shebang=shebang) is not None:
            return self.load(source, chunkname, shebang=shebang)
        wanted = True

        def look() -> None:
            if not wanted:
                raise Stopped("nobody waits for the text any more")
            self.ticks.look()

        try:
            return await asyncio.to_thread(self._load, source, chunkname, shebang, self.environment, look)
        finally:
            # A thread cannot be ended, and Python waits for it when it exits.
            wanted = False

    def _load(
        self, source: bytes, chunkname: str, shebang: bool, environment: LuaTable, look: Look
    ) -> LuaFunction:
        try:
            tree = parse(source, chunkname, shebang=shebang, look=look)
            look()
            scope = resolve(tree)
            hooks = self.hooks if self.hooks.used or WORD in source else None
            builder = Builder(self, chunk_id(chunkname), scope, hooks, seldom(look, _BETWEEN_LOOKS))
            prototype = prototype_of(builder, scope, tree.body.body)
        except RecursionError:  # an expression of some ten thousand operators
            raise LuaError(f"{chunk_id(chunkname)}: stack overflow") from None
        self.chunk_names[builder.chunk] = chunkname
        function = LuaFunction.__new__(LuaFunction)
        function.body = prototype.body
        function.arity = prototype.arity
        function.prototype = prototype
        function.env = environment
        function.rest = [environment] * scope.uses_globals + blank_frame(builder)
        return function

    def call(self, function: LuaFunction, *arguments: Value) -> tuple[Value, ...]:
        """Call a function without an event loop; code that waits gets a LuaError.

        Gives the results. Raises LuaError, with its traceback, and limits.Stopped.
        """
        before = bridge.enter(self)
        try:
            return results(self._outermost(function, *arguments))
        finally:
            if before is not self:
                self.close_coroutines()
            bridge.enter(before)

    async def run(self, function: LuaFunction, *arguments: Value) -> tuple[Value, ...]:
        """Call a function in the current task, so that host functions can `wait`; as `call` otherwise."""
        return results(await bridge.run(self, self._outermost, function, *arguments))

    def _outermost(self, function: LuaFunction, *arguments: Value) -> Value:
        depth = self.nesting.depth
        self.nesting.depth = 0
        try:
            return function.call(*arguments)
        except CATCHABLE as caught:
            error = as_lua_error(caught)
            if error.traceback is None:
                error.traceback = traceback_of(caught)
            raise error from None
        except ScriptExit:
            raise
        except BaseException as ended:
            self.ended_at = traceback_of(ended)
            raise
        finally:
            self.nesting.depth = depth

    def close(self) -> None:
        """End the state: finalizers that have not run yet do now (lua_close). Without it they never run."""
        before = bridge.enter(self)
        try:
            self.close_coroutines()
            self.garbage.close()
        finally:
            bridge.enter(before)

    def close_coroutines(self) -> None:
        """End every suspended coroutine now, not when the garbage collector finds its greenlet."""
        for coroutine in list(self.coroutines):
            coroutine.close()
