"""`Warning: 299 - "text"` headers of registries, logged once per run and text (behaviour section 3.7).

Called by the transport for every answer; a script run opens `once_per_run` around itself.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_WARNING: Final = re.compile(r'\s*299 - "((?:[^"\\]|\\.)*)"')
_KEPT: Final = 1000
_log = logging.getLogger("regbot.registry")
_seen: ContextVar[set[str] | None] = ContextVar("registry warnings of this run", default=None)


@contextmanager
def once_per_run() -> Iterator[None]:
    """Inside, each warning text is logged once, by this task and its children together."""
    mark = _seen.set(set())
    try:
        yield
    finally:
        _seen.reset(mark)


def parse_warnings(headers: Iterable[str]) -> list[str]:
    """The texts of code 299 with agent `-` (distribution spec, "Warnings"); others are not for us."""
    found = (_WARNING.match(header) for header in headers)
    return [re.sub(r"\\(.)", r"\1", match.group(1)) for match in found if match]


def log_warnings(headers: Iterable[str], host: str) -> None:
    """Log what the registry at `host` warns of."""
    for text in parse_warnings(headers):
        seen = _seen.get()
        if seen is not None:
            if text in seen or len(seen) >= _KEPT:
                continue
            seen.add(text)
        _log.warning("Registry warning message", extra={"fields": {"warning": text, "host": host}})
