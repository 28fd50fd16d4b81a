"""`json`: texts of JSON to Lua values and back, for webhooks, reports and files beside the config.

Names keep their order. `json.null` stands for null, so that nothing disappears from a list. An empty table is
`{}`; `json.array(t)` makes it `[]`, and what `decode` read as a list stays one. Refuses what the other side
could not read, or would read as something else: NaN, infinities, text that is not UTF-8, lists with holes,
tables with mixed keys, more than 100 levels.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakSet

from interpreter import (
    MISSING,
    OPTIONAL,
    LuaFunction,
    LuaTable,
    Userdata,
    Value,
    argument_error,
    encode,
    runtime_error,
    tostring,
)
from regbot.builtins.arguments import describe, inner, mismatch, options_argument
from regbot.builtins.context import Context
from regbot.builtins.convert import is_list, plain_number
from regbot.builtins.document import quoted
from regbot.builtins.objects import ConfigObject, ManifestObject, ReferenceObject, new_object
from regbot.semver import Version

DEPTH = 100
"""Levels of nesting, of texts and of tables."""
_INDENT_MOST = 16
_WHOLE = 1e21  # from here on the shortest text of a whole number has an exponent
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]|-?(?:Infinity|NaN|[0-9][0-9.eE+-]*)', re.DOTALL)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class Null:
    """The one value of `json.null`."""


def functions(context: Context) -> dict[str, Callable[..., Value]]:
    """Give the functions of the module; `json.null` is put there by `values`."""
    arrays: WeakSet[LuaTable] = WeakSet()
    null = new_object(_null_metatable(), Null())
    context.tables["json"].set("null", null)

    def to_json(value: Value = MISSING, options: Value = None, *_: Value) -> Value:
        if value is MISSING:
            raise mismatch(1, "value", value)
        indent = options_argument(2, options, {"indent": "integer"}).get("indent", 0)
        if indent > _INDENT_MOST:
            raise argument_error(2, f"option 'indent' must be at most {_INDENT_MOST}")
        return encode("".join(_Writer(arrays, " " * indent).write(value, "", 0)))

    def from_json(text: Value = MISSING, *_: Value) -> Value:
        if not isinstance(text, str):
            raise mismatch(1, "string", text)
        return _to_lua(parse(text), null, arrays)

    def array(table: Value = OPTIONAL, *_: Value) -> Value:
        found = LuaTable() if table is OPTIONAL else table
        if not isinstance(found, LuaTable):
            raise mismatch(1, "table", found)
        arrays.add(found)
        return found

    return {"encode": to_json, "decode": from_json, "array": array}


def parse(text: str) -> Any:
    """The Python value of the JSON in a Lua string. Raises a LuaError that says where it stops being JSON."""
    try:
        plain = text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError as error:
        raise runtime_error(f"invalid JSON: not UTF-8 at byte {error.start + 1}") from error
    _check_tokens(plain)
    try:
        return json.loads(plain)
    except json.JSONDecodeError as error:
        raise runtime_error(encode(f"invalid JSON: {error.msg} at {_place(plain, error.pos)}")) from error


def _check_tokens(text: str) -> None:
    """Refuse what Python's reader takes and JSON does not know, and nesting that would exhaust its stack."""
    depth = 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in "[{":
            depth += 1
            if depth > DEPTH:
                where = _place(text, token.start())
                raise runtime_error(f"invalid JSON: nested deeper than {DEPTH} levels at {where}")
        elif sign in "]}":
            depth -= 1
        elif sign[-1] in "yN" or (sign[0] != '"' and _is_infinite(sign)):
            raise runtime_error(f"invalid JSON: {sign[:40]} is no number at {_place(text, token.start())}")


def _is_infinite(sign: str) -> bool:
    """Say whether a number is too big for Lua. What is no number at all is for the reader to report."""
    try:
        return float(sign) in (float("inf"), float("-inf"))
    except ValueError:
        return False


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    return f"line {line} column {at - text.rfind(chr(10), 0, at)}"


def _to_lua(value: Any, null: Userdata, arrays: "WeakSet[LuaTable]") -> Value:
    if isinstance(value, str):
        if value.isascii():
            return value
        # a lone surrogate is no text; Go reads it as U+FFFD, too
        return encode(value.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    if isinstance(value, bool):
        return value
    if value is None:
        return null
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, list):
        table = LuaTable.from_list([_to_lua(item, null, arrays) for item in value])
        arrays.add(table)
        return table
    table = LuaTable()
    for name, member in value.items():
        table.set(_to_lua(name, null, arrays), _to_lua(member, null, arrays))
    return table


class _Writer:
    """Writes one value. `where` is the path of a value for error texts: `a.b[2]`."""

    def __init__(self, arrays: "WeakSet[LuaTable]", indent: str) -> None:
        self._arrays = arrays
        self._indent = indent

    def write(self, value: Value, where: str, level: int) -> Iterator[str]:
        """Give the pieces of the value's JSON text. Raises a LuaError that names the place."""
        if level > DEPTH:
            raise _refused(where, f"is nested deeper than {DEPTH} levels")
        if isinstance(value, LuaTable):
            yield from self._table(value, where, level)
        else:
            yield self._scalar(value, where)

    def _table(self, table: LuaTable, where: str, level: int) -> Iterator[str]:
        if table in self._arrays or is_list(table):
            if table.length() != sum(1 for _ in table.items()):
                raise _refused(where, "is a list with holes or names")
            items = (
                ("", table.get(float(place)), f"{where}[{place}]") for place in range(1, table.length() + 1)
            )
            yield from self._between("[", items, "]", level)
        else:
            yield from self._between("{", self._members(table, where), "}", level)

    def _members(self, table: LuaTable, where: str) -> Iterator[tuple[str, Value, str]]:
        for name, value in table.items():
            if not isinstance(name, str):
                raise _refused(where, f"has the key {tostring(name)}: neither a list without holes nor names")
            text = _text(name, where)
            step = f".{text}" if _NAME.fullmatch(text) else f"[{quoted(text)}]"
            yield quoted(text) + (": " if self._indent else ":"), value, f"{where}{step}".removeprefix(".")

    def _between(
        self, opening: str, items: Iterator[tuple[str, Value, str]], closing: str, level: int
    ) -> Iterator[str]:
        separator = opening
        line = f"\n{self._indent * (level + 1)}" if self._indent else ""
        for name, value, where in items:
            yield separator + line + name
            yield from self.write(value, where, level + 1)
            separator = ","
        if separator == opening:
            yield opening + closing
        else:
            yield f"\n{self._indent * level}{closing}" if self._indent else closing

    def _scalar(self, value: Value, where: str) -> str:
        if isinstance(value, str):
            return quoted(_text(value, where))
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return _number(value, where)
        held = inner(value)
        if value is None or isinstance(held, Null):
            return "null"
        if isinstance(held, ManifestObject | ConfigObject):
            return json.dumps(held.fields.document(), ensure_ascii=False, separators=(",", ":"))
        if isinstance(held, ReferenceObject):
            return quoted(str(held.reference))
        if isinstance(held, Version):
            return quoted(held.text)
        raise _refused(where, f"is a {describe(value)}")


def _text(value: str, where: str) -> str:
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(where, "is text that is not UTF-8") from error


def _number(value: float, where: str) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        raise _refused(where, f"is {tostring(value)}, which JSON cannot say")
    return str(plain_number(value)) if abs(value) < _WHOLE else repr(value)


def _refused(where: str, why: str) -> Exception:
    return runtime_error(encode(f"cannot encode as JSON: {where or 'the value'} {why}"))


def _null_metatable() -> LuaTable:
    table = LuaTable()
    table.set("__tostring", LuaFunction(lambda *_: "null", "__tostring"))
    return table
