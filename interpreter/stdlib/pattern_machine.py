"""The matcher of `lstrlib.c` as a machine with its own stack: any pattern, interruptible, never deep.

One pattern item is one instruction; the stack holds at most one entry per repetition, so neither a long
pattern nor a long subject recurses. Every `_TICK` steps the state's tick is called: it gives way to other
tasks, and raises at the deadline, at cancellation or when the instruction budget is spent. Captures need no
undo log: without alternation an instruction that reads a capture runs only after the one that wrote it.

Called by patterns.py for the patterns that pattern_regex.py refuses or cannot bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .pattern_items import Item, Kind, Parsed
from .pattern_regex import class_source

Tick = Callable[[int], object]
_TICK = 500
_MATCHED = -1  # the instruction after the last one

Instruction = tuple[int, Any, Any]


class PatternError(Exception):
    """A faulty pattern item was reached; the string library raises it as a Lua error."""


@lru_cache(maxsize=1024)
def _run_of(chars: frozenset[str]) -> Any:
    """Return a function (subject, at) -> match over the longest run of the set's characters."""
    return re.compile(class_source(chars) + "*+", re.DOTALL).match


@lru_cache(maxsize=256)
def _either(pair: str) -> Any:
    return re.compile("[" + re.escape(pair) + "]").search


def assemble(parsed: Parsed) -> tuple[Instruction, ...]:
    """Return the machine's program for a parsed pattern."""
    program: list[Instruction] = []
    literal = ""
    for item in parsed.items:
        if item.kind is Kind.SINGLE and len(item.chars) == 1:
            literal += next(iter(item.chars))
            continue
        if literal:
            program.append((_LITERAL, literal, len(literal)))
            literal = ""
        program.extend(_instructions(item))
    if literal:
        program.append((_LITERAL, literal, len(literal)))
    program.append((_MATCHED, None, None))
    return tuple(program)


_LITERAL = 100


def _instructions(item: Item) -> list[Instruction]:
    kind = item.kind
    if kind is Kind.GREEDY:
        return [(Kind.GREEDY, _run_of(item.chars), None)]
    if kind is Kind.PLUS:
        return [(Kind.SINGLE, item.chars, None), (Kind.GREEDY, _run_of(item.chars), None)]
    if kind in (Kind.SINGLE, Kind.OPTIONAL, Kind.LAZY, Kind.FRONTIER):
        return [(kind, item.chars, None)]
    if kind is Kind.BALANCE:
        return [(kind, item.text, _either(item.text))]
    return [(kind, item.number, item.text)]


class Machine:
    """One run over one subject: several attempts may be made, at different places, with one step count."""

    __slots__ = ("ends", "program", "starts", "steps", "subject", "tick")

    def __init__(self, program: tuple[Instruction, ...], captures: int, subject: str, tick: Tick) -> None:
        self.program = program
        self.subject = subject
        self.tick = tick
        self.steps = 0
        self.starts = [0] * captures
        self.ends = [0] * captures

    def match(self, at: int) -> int:
        """Match at one place; return the end of the match or -1. `starts` and `ends` hold the captures.

        Raises PatternError at a faulty item; whatever `tick` raises passes through.
        """
        subject = self.subject
        program = self.program
        size = len(subject)
        starts, ends = self.starts, self.ends
        steps = self.steps
        stack: list[tuple[int, int, int]] = []  # (where to go on, at which character, lowest or -1)
        pc = 0
        while True:
            steps += 1
            if steps >= _TICK:
                self.tick(steps)
                steps = 0
            code, one, two = program[pc]
            if code == _LITERAL:
                if subject.startswith(one, at):
                    at += two
                    pc += 1
                    continue
            elif code == Kind.SINGLE:
                if at < size and subject[at] in one:
                    at += 1
                    pc += 1
                    continue
            elif code == Kind.GREEDY:
                end = one(subject, at).end()
                pc += 1
                if end > at:
                    stack.append((pc, end - 1, at))
                    at = end
                continue
            elif code == Kind.LAZY:
                if at < size and subject[at] in one:
                    stack.append((pc, at + 1, -1))
                pc += 1
                continue
            elif code == Kind.OPTIONAL:
                pc += 1
                if at < size and subject[at] in one:
                    stack.append((pc, at, at))
                    at += 1
                continue
            elif code == Kind.OPEN or code == Kind.POSITION:
                starts[one] = at
                pc += 1
                continue
            elif code == Kind.CLOSE:
                ends[one] = at
                pc += 1
                continue
            elif code == _MATCHED:
                self.steps = steps
                return at
            else:
                end = self.rare(code, one, two, at)
                if end >= 0:
                    at = end
                    pc += 1
                    continue
            if not stack:
                self.steps = steps
                return -1
            pc, at, lowest = stack.pop()
            if at > lowest >= 0:
                stack.append((pc, at - 1, lowest))

    def rare(self, code: int, one: Any, two: Any, at: int) -> int:
        """Run a rarer instruction; return where to go on or -1."""
        subject = self.subject
        if code == Kind.END:
            return at if at == len(subject) else -1
        if code == Kind.FRONTIER:
            before = subject[at - 1] if at else "\0"
            after = subject[at] if at < len(subject) else "\0"
            return at if before not in one and after in one else -1
        if code == Kind.BALANCE:
            return self.balance(one, two, at)
        if code == Kind.BACK:
            text = subject[self.starts[one] : self.ends[one]]
            return at + len(text) if subject.startswith(text, at) else -1
        raise PatternError(two)

    def balance(self, pair: str, either: Any, at: int) -> int:
        """Match `%bxy`; return the place after the balancing character or -1."""
        subject = self.subject
        opening = pair[0]
        closing = pair[1]
        if subject[at : at + 1] != opening:
            return -1
        depth = 1
        steps = 0
        found = either(subject, at + 1)
        while found is not None:
            steps += 1
            if steps >= _TICK:
                self.tick(steps)
                steps = 0
            if found.group() == closing:  # tested first: with `%bxx` the next x closes
                depth -= 1
                if depth == 0:
                    end: int = found.end()
                    return end
            else:
                depth += 1
            found = either(subject, found.end())
        return -1
