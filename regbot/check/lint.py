"""The rules: what in a script fails when it is reached, or does something else than it seems to.

`judge(files)` takes the facts of a script and of the files that it requires, which share their globals, and
gives remarks: a node, a severity, a text, the rule's name. Each rule is a function of one file and of what
all files do. Pure: no I/O, no positions. Called by `scripts.py`.

A rule would rather be silent than wrong: a name that is only asked for (`if string.split then`) is no
mistake, and where globals are made in ways that cannot be followed, nothing is said about unknown ones.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from luaparser import astnodes as ast

from regbot.check.finding import Severity
from regbot.check.known import Arity, Entry
from regbot.check.walk import Arguments, Facts, Local, Node, Use

# What people write who come from another language, or from another module.
_SYNONYMS = {
    "null": "nil",
    "None": "nil",
    "undefined": "nil",
    "True": "true",
    "False": "false",
    "list": "ls",
    "tags": "ls",
    "rm": "delete",
    "remove": "delete",
    "del": "delete",
    "cp": "copy",
    "push": "put",
    "pull": "get",
    "fetch": "get",
    "length": "len",
    "substring": "sub",
}
_WORDS = frozenset({"nil", "true", "false"})


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says about a name in a file. `other` is a second place, whose line `{line}` stands for."""

    node: Node
    severity: Severity
    message: str
    rule: str
    other: Node = None


class World:
    """What all files of a script do to the names that they share."""

    def __init__(
        self,
        files: Iterable[Facts],
        known: Mapping[str, Entry],
        methods: Mapping[str, tuple[Arity, ...]],
    ) -> None:
        self.known = known
        self.methods = methods
        self.written: set[str] = set()
        self.written_outside: set[str] = set()
        self.used: set[str] = set()
        self.members: set[tuple[str, str]] = set()
        self.keys: set[str] = set()
        self.open_globals = False
        self.open_modules: set[str] = set()
        for facts in files:
            self.add(facts)

    def add(self, facts: Facts) -> None:
        """Take one file in."""
        for name in facts.names:
            if name.use == "write":
                self.written.add(name.node.id)
                if not name.inside:
                    self.written_outside.add(name.node.id)
            else:
                self.used.add(name.node.id)
        self.written |= facts.defined
        self.written_outside |= facts.defined
        self.members |= {(member.base, member.key) for member in facts.members if member.use == "write"}
        self.keys |= facts.keys
        self.open_globals |= facts.open_globals
        self.open_modules |= facts.open_modules

    def module(self, name: str) -> Entry | None:
        """The module of that name, where the script has not put something else in its place."""
        entry = self.known.get(name)
        return entry if entry is not None and entry.is_table and name not in self.written else None

    def function(self, base: str, key: str) -> Entry | None:
        """The function that a call means, where the script has not put something else in its place."""
        if not key:
            entry = self.known.get(base) if base not in self.written else None
        else:
            module = self.module(base)
            entry = module.members.get(key) if module is not None else None
            if (base, key) in self.members or base in self.open_modules:
                entry = None
        return entry if entry is not None and entry.arity is not None else None


def judge(
    files: Sequence[Facts], known: Mapping[str, Entry], methods: Mapping[str, tuple[Arity, ...]]
) -> Iterator[tuple[int, Remark]]:
    """The remarks about the files of one script, each with the number of its file."""
    world = World(files, known, methods)
    for number, facts in enumerate(files):
        for rule in RULES:
            for remark in rule(facts, world):
                yield number, remark


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant, or None."""
    folded = {candidate.lower(): candidate for candidate in sorted(names)}
    close = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=0.7)
    if close:
        return folded[close[0]]
    meant = _SYNONYMS.get(name)
    return meant if meant in _WORDS or meant in folded.values() else None


def _meant(candidate: str | None) -> str:
    return f", did you mean {candidate}?" if candidate else ""


def _severity(use: Use) -> Severity:
    return "warning" if use == "read" else "error"


def unknown_globals(facts: Facts, world: World) -> Iterator[Remark]:
    """A global that nothing gives a value: it is nil."""
    if world.open_globals:
        return
    for name in facts.names:
        word = name.node.id
        if name.use in ("write", "guard") or word in world.known or word in world.written:
            continue
        near = nearest(word, {*world.known, *world.written, *name.visible})
        meant = _meant(near or _elsewhere(word, world))
        yield Remark(name.node, _severity(name.use), f"unknown global {word}{meant}", "unknown-global")


def unknown_members(facts: Facts, world: World) -> Iterator[Remark]:
    """A member that a module does not have: it is nil."""
    for member in facts.members:
        module, key = world.module(member.base), member.key
        if module is None or member.base in world.open_modules or member.use in ("write", "guard"):
            continue
        if key in module.members or (member.base, key) in world.members or key.startswith("__"):
            continue
        if not module.members:
            continue
        near = nearest(key, module.members)
        candidate = f"{member.base}.{near}" if near else _elsewhere(key, world)
        message = f"the module {member.base} has no member {key}{_meant(candidate)}"
        yield Remark(member.node, _severity(member.use), message, "unknown-member")


def _elsewhere(key: str, world: World) -> str | None:
    """The global function of that name, or that in the only module that has one."""
    entry = world.known.get(key)
    if entry is not None and entry.arity is not None:
        return key
    found = [entry.members[key].name for entry in world.known.values() if key in entry.members]
    return found[0] if len(found) == 1 else None


def unknown_methods(facts: Facts, world: World) -> Iterator[Remark]:
    """A method of a name that no string, file or object of ours has, and no table of the script."""
    if world.open_globals:
        return
    for method in facts.methods:
        name = method.node.id
        if name not in world.methods and name not in world.keys:
            meant = _meant(nearest(name, {*world.methods, *world.keys}))
            yield Remark(method.node, "warning", f"nothing has a method {name}{meant}", "unknown-method")


def argument_counts(facts: Facts, world: World) -> Iterator[Remark]:
    """Calls with too few arguments fail; what is too much is ignored."""
    for call in facts.calls:
        entry = world.function(call.base, call.key)
        if entry is not None and entry.arity is not None and not call.colon:
            yield from _counted(call.node, entry.name, entry.arity, call.arguments)
    for method in facts.methods:
        name = method.node.id
        arities = world.methods.get(name)
        if arities and name not in world.keys and not world.open_globals:
            most = [arity.most for arity in arities if arity.most is not None]
            least = min(arity.least for arity in arities)
            widest = Arity(least, max(most) if len(most) == len(arities) else None)
            yield from _counted(method.node, f"the method {name}", widest, method.arguments)


def _counted(node: Node, name: str, arity: Arity, given: Arguments) -> Iterator[Remark]:
    # The last one may stand for none, or for many.
    few = not given.open and given.count < arity.least
    many = arity.most is not None and given.count - given.open > arity.most
    if few or many:
        count = f"{given.count - given.open} and more" if given.open else f"{given.count or 'none'}"
        severity: Severity = "error" if few else "warning"
        yield Remark(node, severity, f"{name} takes {arity}, got {count}", "argument-count")


def colon_calls(facts: Facts, world: World) -> Iterator[Remark]:
    """`tag:ls(x)` is `tag.ls(tag, x)`."""
    for call in facts.calls:
        if call.colon and world.function(call.base, call.key) is not None:
            message = f"{call.base}:{call.key} passes the module itself, did you mean {call.base}.{call.key}?"
            yield Remark(call.node, "error", message, "colon-call")


def hidden_modules(facts: Facts, world: World) -> Iterator[Remark]:
    """A local that has a module's name where the module is meant."""
    for local, node, key in facts.hidden_calls:
        module = world.known.get(node.id)
        if module is None or key.id not in module.functions or not _is_value(local):
            continue
        message = f"{node.id} is the local of line {{line}} here, not the module that has {key.id}"
        yield Remark(node, "warning", message, "hidden-module", local.node)


def _is_value(local: Local) -> bool:
    """Whether it is surely something else than the module, or a table that takes its place."""
    if local.kind == "loop":
        return True
    value = local.value
    if isinstance(value, ast.Call):
        required = isinstance(value.func, ast.Name) and value.func.id in ("require", "setmetatable")
        return local.kind == "local" and not required
    return isinstance(value, (ast.String, ast.Number, ast.Concat))


def overwritten_modules(facts: Facts, world: World) -> Iterator[Remark]:
    """An assignment that takes a module away from the rest of the script, or a function of Lua's."""
    for name in facts.names:
        entry = world.known.get(name.node.id)
        if name.use != "write" or entry is None:
            continue
        if entry.is_table:
            message = f"this overwrites the module {entry.name}, did you mean a local?"
            yield Remark(name.node, "warning", message, "overwritten-module")
        else:
            message = f"this overwrites the function {entry.name}"
            yield Remark(name.node, "hint", message, "overwritten-module")


def global_assignments(facts: Facts, world: World) -> Iterator[Remark]:
    """Globals made inside a function, where `local` may be missing, and globals that nobody reads.

    The first assignment outside of functions declares a global: scripts have always done that.
    """
    seen: set[str] = set()
    for name in facts.names:
        word = name.node.id
        if name.use != "write" or word in world.known or word in seen:
            continue
        seen.add(word)
        if word not in world.used and not world.open_globals:
            yield Remark(name.node, "hint", f"the global {word} is never used", "unused-global")
        elif word not in world.written_outside:
            message = f"{word} becomes a global here, is local missing?"
            yield Remark(name.node, "hint", message, "global-assignment")


def unused_locals(facts: Facts, _: World) -> Iterator[Remark]:
    """Locals that nobody reads. Not `_…`, nor loop variables and parameters: they hold a place."""
    for local in facts.locals:
        if local.read or local.kind in ("loop", "parameter") or local.node.id.startswith("_"):
            continue
        if any(later.read for later in local.followed):
            continue
        what = "local function" if local.kind == "function" else "local"
        how = "assigned but never used" if local.written else "never used"
        yield Remark(local.node, "hint", f"the {what} {local.node.id} is {how}", "unused-local")


def hidden_locals(facts: Facts, _: World) -> Iterator[Remark]:
    """A local inside the scope of another one of the same name."""
    for local in facts.locals:
        name, value = local.node.id, local.value
        same = isinstance(value, ast.Name) and value.id == name  # local x = x
        if local.hides is not None and not name.startswith("_") and not same:
            message = f"the local {name} hides that of line {{line}}"
            yield Remark(local.node, "hint", message, "hidden-local", local.hides)


RULES: tuple[Callable[[Facts, World], Iterator[Remark]], ...] = (
    unknown_globals,
    unknown_members,
    unknown_methods,
    argument_counts,
    colon_calls,
    hidden_modules,
    overwritten_modules,
    global_assignments,
    unused_locals,
    hidden_locals,
)
