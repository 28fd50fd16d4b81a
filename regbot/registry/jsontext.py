"""JSON from strangers, without a way to crash: nesting is bounded before Python's scanner sees it.

Python's scanner recurses on the C stack and stops only at Python's recursion limit, which the Lua interpreter
raises far beyond what that stack holds: 100,000 opening brackets in a manifest would end the process. Used
instead of `json.loads` for everything that a registry, a token service or a layout folder says.
"""

import json
import re
from typing import Any

DEPTH = 500
"""Levels of nesting. Real manifests have fewer than ten."""

_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def parse_json(raw: bytes) -> Any:
    """The value of a JSON text. Raises ValueError for what is not JSON, or nested deeper than DEPTH."""
    if raw.count(b"[") + raw.count(b"{") > DEPTH:
        _check_depth(raw)
    return json.loads(raw)


def _check_depth(raw: bytes) -> None:
    depth = 0
    for token in _TOKEN.finditer(raw):
        sign = token[0]
        if sign in (b"[", b"{"):
            depth += 1
            if depth > DEPTH:
                raise ValueError(f"JSON is nested deeper than {DEPTH} levels")
        elif sign in (b"]", b"}"):
            depth -= 1
