"""The fields of a manifest or a config as Lua tables that can be edited, and the way back to JSON.

Each JSON object and list becomes a real table, so that `#`, `pairs`, `ipairs` and the table library work on
it; a metatable answers to the Go spelling of a name and gives absent members their zero value (`shapes.py`).
`export` compares the tables with the document they were made of and rewrites only what differs: unknown
members, order, numbers and blanks of everything else stay byte for byte (`document.py`). Used by
`manifest.py` and `imageconfig.py`.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from interpreter import LuaFunction, LuaTable, Value, decode, encode, runtime_error, type_name
from regbot.builtins.convert import go_time, is_list, plain_number, rfc3339, to_lua
from regbot.builtins.document import Document, Path, quoted
from regbot.builtins.shapes import Kind, ListOf, MapOf, Member, Pointer, Struct, resolve

_DEPTH = 100  # levels of nesting in an exported document: a script may have built a table that holds itself
_ZERO: dict[Any, Value] = {"string": "", "time": "", "number": 0.0, "boolean": False}


class Shapes:
    """The metatables of one script run, one for each Struct: a script may change them for itself only."""

    def __init__(self, method: Callable[[str], Value]) -> None:
        """`method` finds a function of the `manifest` module, for members that can also be called."""
        self._method = method
        self._metatables: dict[Struct, LuaTable] = {}

    def metatable(self, struct: Struct) -> LuaTable:
        """Give the metatable of tables of this kind."""
        table = self._metatables.get(struct)
        if table is None:
            table = self._metatables[struct] = LuaTable()
            _bind(
                table,
                lambda fields=None, name=None, *_: self.read(struct, fields, name),
                lambda fields=None, name=None, value=None, *_: self.write(struct, fields, name, value),
            )
            if struct.method:
                table.set(
                    "__call",
                    LuaFunction(lambda _=None, *args: self._method(struct.method).call(*args), struct.method),
                )
        return table

    def read(self, struct: Struct, fields: LuaTable, name: Value) -> Value:
        """Give a member under either of its names; an absent one as the zero value of its kind."""
        value = fields.get(name)
        if value is not None or not isinstance(name, str):
            return value
        member = struct.by_name.get(name)
        if member is not None:
            value = fields.get(member.json)
            return self._absent(fields, member) if value is None else value
        if name in struct.embedded:
            return self._embedded(struct, fields)
        return None

    def write(self, struct: Struct, fields: LuaTable, name: Value, value: Value) -> tuple[()]:
        """Assign a member under either of its names; nil removes it."""
        member = struct.by_name.get(name) if isinstance(name, str) else None
        if member is None:
            fields.set(name, value)
        else:
            self._adopt(member.kind, value)
            fields.set(member.json, value)
        return ()

    def table(self, kind: Kind) -> LuaTable:
        """Make an empty table of a kind."""
        table = LuaTable()
        if isinstance(kind, Struct):
            table.metatable = self.metatable(kind)
        return table

    def _absent(self, fields: LuaTable, member: Member) -> Value:
        if isinstance(member.kind, Pointer):
            return None
        if isinstance(member.kind, str):
            return _ZERO.get(member.kind)
        # Kept in its parent, so that `c.config.Labels.a = "b"` works where there were no labels; export
        # leaves it out while it is empty.
        table = self.table(member.kind)
        fields.set(member.json, table)
        return table

    def _embedded(self, struct: Struct, fields: LuaTable) -> LuaTable:
        view, metatable = LuaTable(), LuaTable()
        _bind(
            metatable,
            lambda _=None, name=None, *__: self.read(struct, fields, name),
            lambda _=None, name=None, value=None, *__: self.write(struct, fields, name, value),
        )
        view.metatable = metatable
        return view

    def _adopt(self, kind: Kind, value: Value) -> None:
        """Let a table that the script made answer to the Go names as well."""
        kind = resolve(kind)
        if not isinstance(value, LuaTable):
            return
        if isinstance(kind, Struct) and value.metatable is None:
            value.metatable = self.metatable(kind)
        elif isinstance(kind, ListOf):
            for position in range(1, value.length() + 1):
                self._adopt(kind.item, value.get(float(position)))


class Fields:
    """The tables of one document. `root` may be read and changed by the script; `raw` never changes."""

    def __init__(self, shapes: Shapes, struct: Struct, raw: bytes, document: dict[str, Any]) -> None:
        self._raw = raw
        self._value = document
        self._struct = struct
        self._shapes = shapes
        # What each table was made of, found again wherever the script moves the table to.
        self._origins: dict[int, tuple[LuaTable, Path, Any]] = {}
        self.root: LuaTable = self._build(struct, document, ())

    def read(self, name: Value) -> Value:
        """Give a member of the document."""
        return self._shapes.read(self._struct, self.root, name)

    def write(self, name: Value, value: Value) -> None:
        """Assign a member of the document."""
        self._shapes.write(self._struct, self.root, name, value)

    @property
    def edited(self) -> bool:
        """Whether the tables say something else than the document."""
        return not _same(self._struct, self.root, self._value)

    def document(self) -> Any:
        """Give the document with the script's changes, parsed."""
        return json.loads(self.export()) if self.edited else self._value

    def export(self) -> bytes:
        """Give the document with the script's changes; the very bytes of the original when there are none.

        Raises a LuaError that names the member when a value does not fit its place, and for a document that
        is not UTF-8.
        """
        if not self.edited:
            return self._raw
        try:
            document = Document(self._raw)
        except UnicodeDecodeError as error:
            raise _misfit("the document", "is not UTF-8") from error
        text = _Writer(document, self._origins).value(self._struct, self.root, "", 0)
        return document.around(text).encode("utf-8")

    def _build(self, kind: Kind, value: Any, path: Path) -> Any:
        kind = resolve(kind)
        if isinstance(value, dict):
            table = self._shapes.table(kind)
            for name, member in value.items():
                if member is not None:
                    table.set(encode(name), self._build(_member_kind(kind, name), member, (*path, name)))
        elif isinstance(value, list):
            table = LuaTable()
            for position, item in enumerate(value):
                if item is not None:
                    table.set(float(position + 1), self._build(_item_kind(kind), item, (*path, position)))
        else:
            return encode(go_time(value)) if kind == "time" and isinstance(value, str) else to_lua(value)
        self._origins[id(table)] = (table, path, value)
        return table


class _Writer:
    """Writes edited tables as JSON, with slices of the original text for what is unchanged."""

    def __init__(self, document: Document, origins: dict[int, tuple[LuaTable, Path, Any]]) -> None:
        self._document = document
        self._origins = origins

    def value(self, kind: Kind, value: Value, where: str, level: int) -> str:
        """Give the JSON text of one Lua value that stands at `where` (for error texts)."""
        kind = resolve(kind)
        if not isinstance(value, LuaTable):
            return _scalar(kind, value, where)
        if level > _DEPTH:
            raise _misfit(where, "is nested too deeply")
        _, path, origin = self._origins.get(id(value), (None, (), None))
        if origin is not None and level > 0 and _same(kind, value, origin):
            return self._document.source(path)
        if _listed(kind, value, origin):
            return self._list(kind, value, path, origin, where, level)
        return self._object(kind, value, path, origin, where, level)

    def _object(self, kind: Kind, table: LuaTable, path: Path, origin: Any, where: str, level: int) -> str:
        if isinstance(kind, str) and kind != "any":
            raise _misfit(where, f"must be a {kind}, got table")
        if isinstance(kind, ListOf):
            raise _misfit(where, "must be a list")
        before = origin if isinstance(origin, dict) else {}
        after = dict(_entries(kind, table, where))
        names = [name for name in before if name in after or before[name] is None]
        names += [name for name in after if name not in before]
        members = []
        for name in names:
            inner, value = _member_kind(kind, name), after.get(name)
            if name in before and _same(inner, value, before[name]):
                members.append((name, self._document.source((*path, name))))
            elif not _void(kind, name, value):
                members.append((name, self.value(inner, value, f"{where}.{name}".lstrip("."), level + 1)))
        return self._document.write_object(members, level)

    def _list(self, kind: Kind, table: LuaTable, path: Path, origin: Any, where: str, level: int) -> str:
        if isinstance(kind, Struct | MapOf):
            raise _misfit(where, "must be an object")
        before = origin if isinstance(origin, list) else []
        inner, items = _item_kind(kind), []
        for position in range(table.length()):
            value = table.get(float(position + 1))
            if position < len(before) and _same(inner, value, before[position]):
                items.append(self._document.source((*path, position)))
            else:
                items.append(self.value(inner, value, f"{where}[{position + 1}]", level + 1))
        return self._document.write_list(items, level)


def _bind(metatable: LuaTable, read: Callable[..., Value], write: Callable[..., Value]) -> None:
    metatable.set("__index", LuaFunction(read, "__index"))
    metatable.set("__newindex", LuaFunction(write, "__newindex"))


def _member_kind(kind: Kind, name: str) -> Kind:
    if isinstance(kind, MapOf):
        return kind.member
    member = kind.by_name.get(name) if isinstance(kind, Struct) else None
    return member.kind if member is not None and member.json == name else "any"


def _item_kind(kind: Kind) -> Kind:
    return kind.item if isinstance(kind, ListOf) else "any"


def _listed(kind: Kind, table: LuaTable, origin: Any) -> bool:
    """Say whether a table is written as a list: by its content, and when it is empty by what it was."""
    if table.length() > 0:
        return is_list(table)
    empty = next(iter(table.items()), None) is None
    return empty and (isinstance(kind, ListOf) or (kind == "any" and isinstance(origin, list)))


def _entries(kind: Kind, table: LuaTable, where: str) -> Iterator[tuple[str, Value]]:
    """Give the members under their JSON names; Go names count in tables that the script made."""
    for key, value in table.items():
        if not isinstance(key, str):
            raise _misfit(where, "must be an object with names, or a list without holes")
        member = kind.by_name.get(key) if isinstance(kind, Struct) else None
        if member is None:
            yield decode(key), value
        elif key == member.json or table.get(member.json) is None:
            yield member.json, value


def _void(kind: Kind, name: str, value: Value) -> bool:
    """Say whether a member says nothing: an empty table that stands in for an absent member, or nil."""
    if value is None:
        return True
    member = kind.by_name.get(name) if isinstance(kind, Struct) else None
    if member is None or isinstance(member.kind, str | Pointer) or not isinstance(value, LuaTable):
        return False
    return all(
        isinstance(key, str) and isinstance(member.kind, Struct) and _void(member.kind, decode(key), inner)
        for key, inner in value.items()
    )


def _same(kind: Kind, value: Value, origin: Any) -> bool:
    """Say whether a Lua value still says what the JSON value says."""
    kind = resolve(kind)
    if isinstance(origin, dict | list):
        if not isinstance(value, LuaTable):
            return False
        return (
            _same_object(kind, value, origin) if isinstance(origin, dict) else _same_list(kind, value, origin)
        )
    if isinstance(value, LuaTable) and origin is None:
        return not isinstance(kind, str) and next(iter(value.items()), None) is None
    if kind == "time" and isinstance(origin, str) and isinstance(value, str):
        return decode(value) in (origin, go_time(origin))
    plain = to_lua(origin)
    return type(plain) is type(value) and bool(plain == value)


def _same_object(kind: Kind, table: LuaTable, origin: dict[str, Any]) -> bool:
    for key, value in table.items():
        if not isinstance(key, str) or (decode(key) not in origin and not _void(kind, decode(key), value)):
            return False
    return all(
        _same(_member_kind(kind, name), table.get(encode(name)), member) for name, member in origin.items()
    )


def _same_list(kind: Kind, table: LuaTable, origin: list[Any]) -> bool:
    kept = sum(1 for item in origin if item is not None)
    if sum(1 for _ in table.items()) != kept:
        return False
    inner = _item_kind(kind)
    return all(
        _same(inner, table.get(float(position)), item) for position, item in enumerate(origin, start=1)
    )


def _scalar(kind: Kind, value: Value, where: str) -> str:
    if kind in ("string", "time") and isinstance(value, float):
        value = str(plain_number(value))
    if kind == "time" and isinstance(value, str):
        standard = rfc3339(decode(value))
        if standard is None:
            raise _misfit(where, "must be a time such as 2024-01-02T03:04:05Z")
        return quoted(standard)
    if not isinstance(value, str | float | bool):
        raise _misfit(where, f"cannot be a {type_name(value)}")
    wanted = (
        {"string": str, "number": float, "boolean": bool}.get(kind) if isinstance(kind, str) else LuaTable
    )
    if wanted is not None and not isinstance(value, wanted):
        raise _misfit(
            where, f"must be a {kind if isinstance(kind, str) else 'table'}, got {type_name(value)}"
        )
    if isinstance(value, str):
        return quoted(decode(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if value != value or value in (float("inf"), float("-inf")):
        raise _misfit(where, "must be a finite number")
    return json.dumps(plain_number(value))


def _misfit(where: str, what: str) -> Exception:
    return runtime_error(encode(f"cannot export: {where or 'the document'} {what}"))
