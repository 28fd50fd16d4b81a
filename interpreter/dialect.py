"""Lua 5.1's rules that are no grammar: scopes, limits, `break`, `...`, `goto` and labels, chunk names.

One `Scope` is one function while `grammar.py` reads it; one `Block` is one block. They know just enough of
names to refuse what `lparser.c` refuses (200 locals, 60 upvalues) in its words. `goto` and labels follow
Lua 5.2 (manual 3.3.4 and its lparser.c), since 5.1 has none and the Go regbot's Lua has them.

Refuses: everything by raising `Refused` with Lua's message, without position: `grammar.py` knows where it is.
Called by `grammar.py`; `chunk_id` also by whoever words an error.
"""

from typing import Final

MAX_LOCALS: Final = 200  # LUAI_MAXVARS
MAX_UPVALUES: Final = 60  # LUAI_MAXUPVALUES
MAX_LEVELS: Final = 200  # LUAI_MAXCCALLS: nested blocks, functions and subexpressions
RUNTIME_ID: Final = 60  # LUA_IDSIZE: chunk names in run-time errors
SYNTAX_ID: Final = 80  # MAXSRC: chunk names in syntax errors


class Refused(Exception):
    """A rule is broken; the message is Lua's, without `chunk:line:` and without `near`."""


def chunk_id(chunkname: str, size: int = RUNTIME_ID) -> str:
    """The chunk's name as messages show it (luaO_chunkid, manual 5.1 `load`).

    `=name` is shown as it is, `@file` from its end when it is too long, a text as `[string "first line"]`.
    `size` is the C buffer's, its closing NUL included.
    """
    name = chunkname.partition("\0")[0]
    if name.startswith("="):
        return name[1:size]
    if name.startswith("@"):
        room = size - 8
        return name[1:] if len(name) - 1 <= room else "..." + name[-room:]
    first = name.partition("\n")[0].partition("\r")[0]
    shown = first[: size - 17]
    return f'[string "{shown}{"..." if len(shown) < len(name) else ""}"]'


class _Jump:
    """A goto whose label is not known yet; `depth` is the number of locals it can see."""

    __slots__ = ("depth", "label", "line")

    def __init__(self, label: str, line: int, depth: int) -> None:
        self.label = label
        self.line = line
        self.depth = depth


class Block:
    """A block: how many locals were there before it, whether `break` leaves it, its labels and open gotos."""

    __slots__ = ("depth", "gotos", "labels", "loop", "parent")

    def __init__(self, parent: "Block | None", depth: int, loop: bool) -> None:
        self.parent = parent
        self.depth = depth
        self.loop = loop
        self.labels: dict[str, tuple[int, int]] = {}  # name -> line, locals visible at the label
        self.gotos: list[_Jump] = []


class Scope:
    """A function being read: its active locals, its upvalues, its blocks."""

    def __init__(self, parent: "Scope | None", line: int, *, vararg: bool) -> None:
        self.parent = parent
        self.line = line
        self.vararg = vararg
        self.active: list[str] = []
        self.upvalues: dict[tuple[bool, int], int] = {}  # (is a local of the parent, its index) -> our index
        self.block: Block | None = None

    def limit(self, count: int, most: int, what: str) -> None:
        """Refuse more than `most` of `what` in this function (errorlimit in lparser.c)."""
        if count > most:
            owner = f"function at line {self.line}" if self.parent else "main function"
            raise Refused(f"{owner} has more than {most} {what}")

    def check_local(self, pending: int) -> None:
        """Room for one more local, `pending` being declared but not visible yet."""
        if len(self.active) + pending >= MAX_LOCALS:
            self.limit(MAX_LOCALS + 1, MAX_LOCALS, "local variables")

    def resolve(self, name: str) -> tuple[bool, int] | None:
        """Where a name lives for this function: (True, local) or (False, upvalue); None for a global."""
        active = self.active
        if name in active:
            return True, len(active) - 1 - active[::-1].index(name)
        if self.parent is None:
            return None
        outer = self.parent.resolve(name)
        if outer is None:
            return None
        index = self.upvalues.get(outer)
        if index is None:
            index = len(self.upvalues)
            self.limit(index + 1, MAX_UPVALUES, "upvalues")
            self.upvalues[outer] = index
        return False, index

    def enter(self, *, loop: bool = False) -> None:
        """Open a block."""
        self.block = Block(self.block, len(self.active), loop)

    def leave(self) -> None:
        """Close the innermost block: its locals end, its open gotos look for a label further out."""
        block = self.block
        assert block is not None
        parent = self.block = block.parent
        del self.active[block.depth :]
        for jump in block.gotos:
            jump.depth = min(jump.depth, block.depth)
            if parent is None:
                raise Refused(f"no visible label '{jump.label}' for <goto> at line {jump.line}")
            self._jump(parent, jump)

    def may_break(self) -> bool:
        """Is there a loop around the current block, in this function?"""
        block = self.block
        while block is not None:
            if block.loop:
                return True
            block = block.parent
        return False

    def goto(self, label: str, line: int) -> None:
        """A goto statement: to a label already seen in this block, or to be found later."""
        assert self.block is not None
        self._jump(self.block, _Jump(label, line, len(self.active)))

    def label(self, name: str, line: int, *, last: bool) -> None:
        """A label; `last`: only void statements follow it in its block, so no local's scope holds it."""
        block = self.block
        assert block is not None
        if name in block.labels:
            raise Refused(f"label '{name}' already defined on line {block.labels[name][0]}")
        block.labels[name] = line, block.depth if last else len(self.active)
        waiting, block.gotos = block.gotos, []
        for jump in waiting:
            self._jump(block, jump)

    def _jump(self, block: Block, jump: _Jump) -> None:
        found = block.labels.get(jump.label)
        if found is None:
            block.gotos.append(jump)
        elif jump.depth < found[1]:
            local = self.active[jump.depth]
            raise Refused(f"<goto {jump.label}> at line {jump.line} jumps into the scope of local '{local}'")
