"""THE table of the standard libraries: which there are, and what opens each.

`Interpreter` opens the libraries that its host asks for, in this order; `base` first, because the others
enter themselves in the globals and in `package.loaded`. Each `open_…(state)` installs one library into one
state.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .base import open_base
from .coroutine import open_coroutine
from .debug import open_debug
from .io import open_io
from .loading import open_loading
from .math import open_math
from .os import open_os
from .package import open_package
from .string import open_string
from .table import open_table

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter


def _open_basic(state: Interpreter) -> None:
    open_base(state)
    open_loading(state)


LIBRARIES: dict[str, Callable[[Interpreter], None]] = {
    "base": _open_basic,
    "string": open_string,
    "table": open_table,
    "math": open_math,
    "os": open_os,
    "io": open_io,
    "debug": open_debug,
    "package": open_package,
    "coroutine": open_coroutine,
}
