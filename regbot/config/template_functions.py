"""The functions that templates may call: regclient's own and Go's built-ins that make sense for values.

Each takes and returns plain values (None, bool, int, float, str, list, dict) and raises ValueError with what
is wrong. `and` and `or` are not here: they do not evaluate all their arguments, so `template.py` does them.
Left out because a config value has no use for them: `time`, `js`, `call`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

Function = Callable[..., Any]

_VERB = re.compile(r"%([-+# 0]*)(\d+)?(?:\.(\d+))?(.?)", re.DOTALL)


def functions(environ: Mapping[str, str]) -> dict[str, Function]:
    """All functions by name; `env` reads `environ`."""
    return {
        "default": lambda fallback, value=None: value if truth(value) else fallback,
        "env": lambda name: environ.get(_text("env", name), ""),
        "file": read_file,
        "html": _html,
        "index": _index,
        "join": lambda items, separator: separator.join(map(text_of, _list("join", items))),
        "json": lambda value: _json(value, None),
        "jsonPretty": lambda value: _json(value, 2),
        "len": _length,
        "lower": lambda value: _text("lower", value).lower(),
        "not": lambda value: not truth(value),
        "print": _print,
        "printPretty": lambda value: value.pretty() if hasattr(value, "pretty") else _json(value, 2),
        "printf": _printf,
        "println": lambda *values: " ".join(map(text_of, values)) + "\n",
        "slice": _slice,
        "split": lambda value, separator: _split(_text("split", value), _text("split", separator)),
        "trimSpace": lambda value: _text("trimSpace", value).strip(),
        "upper": lambda value: _text("upper", value).upper(),
        "urlquery": lambda *values: quote_plus(_print(*values)),
        "eq": lambda first, *others: _equal(first, others),
        "ne": lambda first, second: not _equal(first, (second,)),
        "lt": lambda first, second: _order(first, second) < 0,
        "le": lambda first, second: _order(first, second) <= 0,
        "gt": lambda first, second: _order(first, second) > 0,
        "ge": lambda first, second: _order(first, second) >= 0,
    }


def truth(value: object) -> bool:
    """Go's truth in templates: false, 0, nil and everything empty are false."""
    return bool(value)


def text_of(value: object) -> str:
    """A value as a template prints it."""
    if value is None:
        return "<no value>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    if isinstance(value, Mapping):
        return "map[" + " ".join(f"{key}:{text_of(value[key])}" for key in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(map(text_of, value)) + "]"
    return str(value)


def read_file(path: object) -> str:
    """The text of a file without surrounding white space; ValueError names a file that cannot be read.

    The reference gives an empty text for a missing file, which becomes an empty password.
    """
    name = _text("file", path)
    try:
        return Path(name).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"open {name}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"read {name}: not UTF-8 text") from error


def _text(function: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"wrong type for value in {function}; expected string; got {_type(value)}")
    return value


def _list(function: str, value: object) -> Iterable[object]:
    if not isinstance(value, list):
        raise ValueError(f"wrong type for value in {function}; expected a list; got {_type(value)}")
    return value


def _type(value: object) -> str:
    names = {bool: "bool", int: "int", float: "float64", str: "string", list: "slice", dict: "map"}
    return "nil" if value is None else names.get(type(value), type(value).__name__)


def _split(value: str, separator: str) -> list[str]:
    return value.split(separator) if separator else list(value)


def _json(value: object, indent: int | None) -> str:
    if hasattr(value, "document"):
        value = value.document()
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(value, ensure_ascii=False, indent=indent, separators=separators) + "\n"


def _html(*values: object) -> str:
    text = _print(*values)
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;")):
        text = text.replace(char, entity)
    return text


def _print(*values: object) -> str:
    # Go's Sprint: a blank between two operands when neither is a string.
    text = ""
    for index, value in enumerate(values):
        if index and not isinstance(value, str) and not isinstance(values[index - 1], str):
            text += " "
        text += text_of(value)
    return text


def _length(value: object) -> int:
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, list | dict):
        return len(value)
    raise ValueError(f"len of type {_type(value)}")


def _index(value: Any, *keys: Any) -> object:
    for key in keys:
        if isinstance(value, list):
            if type(key) is not int or not 0 <= key < len(value):
                raise ValueError(f"index out of range: {text_of(key)}")
            value = value[key]
        elif isinstance(value, dict):
            value = value.get(key)
        else:
            raise ValueError(f"can't index item of type {_type(value)}")
    return value


def _slice(value: Any, *bounds: Any) -> object:
    if not isinstance(value, list | str):
        raise ValueError(f"can't slice item of type {_type(value)}")
    if len(bounds) > 2 or any(type(bound) is not int or not 0 <= bound <= len(value) for bound in bounds):
        raise ValueError("index out of range: " + " ".join(map(text_of, bounds)))
    low = bounds[0] if bounds else 0
    high = bounds[1] if len(bounds) > 1 else len(value)
    return value[low:high]


def _equal(first: object, others: tuple[object, ...]) -> bool:
    if not others:
        raise ValueError("missing argument for comparison")
    for other in others:
        if None not in (first, other) and type(first) is not type(other):
            raise ValueError("incompatible types for comparison")
    return any(first == other for other in others)


def _order(first: Any, second: Any) -> int:
    if type(first) is not type(second) or not isinstance(first, int | float | str) or isinstance(first, bool):
        raise ValueError("incompatible types for comparison")
    return int(first > second) - int(first < second)


def _printf(pattern: object, *values: object) -> str:
    left = list(values)

    def one(match: re.Match[str]) -> str:
        flags, width, precision, verb = match.groups()
        if verb == "%":
            return "%"
        if not left:
            raise ValueError(f"missing value for %{verb} in printf")
        return _formatted(flags, width or "", precision, verb, left.pop(0))

    text = _VERB.sub(one, _text("printf", pattern))
    if left:
        raise ValueError(f"{len(left)} values too many for printf")
    return text


def _formatted(flags: str, width: str, precision: str | None, verb: str, value: object) -> str:
    point = "" if precision is None else f".{precision}"
    if verb in "vs":
        return f"%{flags}{width}{point}s" % text_of(value)
    if verb == "q" and isinstance(value, str):
        return f"%{flags}{width}s" % json.dumps(value, ensure_ascii=False)
    if verb == "t" and isinstance(value, bool):
        return f"%{flags}{width}s" % text_of(value)
    if verb == "x" and isinstance(value, str):
        return f"%{flags}{width}s" % value.encode().hex()
    number = isinstance(value, int) and not isinstance(value, bool)
    if (verb in "dxXoc" and number) or (verb in "eEfFgG" and isinstance(value, float)):
        return f"%{flags}{width}{point}{verb}" % value
    raise ValueError(f"wrong verb %{verb} for {_type(value)} in printf")
