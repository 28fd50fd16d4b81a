"""Nodes of the running program, specialised by the kinds of their operands; templates.py describes them."""

from collections.abc import Callable
from typing import Any

from interpreter.values import Value

Frame = list[Any]
"""A running function's variables: scope.py says what lies where."""

Node = Callable[[Frame], Value]
"""A piece of the program: an expression gives its value, a statement a signal (statements.py)."""

Spend = Callable[[int], None]
"""What to tell that steps of a loop were done: limits.Ticks.spend."""

Pause = Callable[[], None]
"""What to call when a tick is due: limits.Ticks.pause."""
