"""`semver`: tags as versions: read, compare, sort, choose by npm ranges. The rules are in `regbot/semver.py`.

Lists are forgiving: what is no version is left out of them, because tags such as `latest` stand between the
versions of every repository. Where one version is asked for, a text that is none is an error; so is a bad
range everywhere.
"""

from collections.abc import Callable, Iterator

from interpreter import MISSING, LuaTable, Value, argument_error, decode, encode
from regbot.builtins.arguments import absent, describe, inner, invalid, mismatch
from regbot.builtins.context import Context
from regbot.builtins.objects import new_object
from regbot.semver import Range, Version, parse_range, parse_version, sort_versions
from regbot.semver import compare as compare_versions
from regbot.semver import latest as latest_version

_NUMBERS = ("major", "minor", "patch")
_TEXTS = ("prerelease", "build", "text")


def functions(context: Context) -> dict[str, Callable[..., Value]]:
    """Give the members of the module, which is the metatable of versions as well."""
    table = context.tables["semver"]

    def parse(text: Value = MISSING, *_: Value) -> Value:
        found = _read(1, text)
        return None if found is None else new_object(table, found)

    def compare(one: Value = MISSING, other: Value = MISSING, *_: Value) -> float:
        return float(compare_versions(_version(1, one), _version(2, other)))

    def match(text: Value = MISSING, wanted: Value = MISSING, *_: Value) -> Value:
        found, within = _read(1, text), range_argument(2, wanted)
        return found is not None and within.matches(found)

    def sort(tags: Value = MISSING, *_: Value) -> Value:
        return LuaTable.from_list([encode(version.text) for version in sort_versions(list_argument(1, tags))])

    def latest(tags: Value = MISSING, wanted: Value = None, *_: Value) -> Value:
        texts = list_argument(1, tags)
        found = latest_version(texts, None if absent(wanted) else range_argument(2, wanted))
        return None if found is None else encode(found.text)

    def index(version: Value = MISSING, name: Value = None, *_: Value) -> Value:
        held = _own(version)
        if name in _NUMBERS:
            return float(getattr(held, name))
        return encode(getattr(held, name)) if name in _TEXTS else table.get(name)

    return {
        "parse": parse,
        "compare": compare,
        "match": match,
        "sort": sort,
        "latest": latest,
        "__index": index,
        "__tostring": lambda version=MISSING, *_: encode(str(_own(version))),
        "__eq": lambda one=MISSING, other=MISSING, *_: compare_versions(_own(one), _own(other)) == 0,
        "__lt": lambda one=MISSING, other=MISSING, *_: compare(one, other) < 0,
        "__le": lambda one=MISSING, other=MISSING, *_: compare(one, other) <= 0,
    }


def range_argument(position: int, value: Value) -> Range:
    """Take an npm range. Raises the argument error that shows where the text stops being one."""
    if not isinstance(value, str):
        raise mismatch(position, "version range", value)
    try:
        return parse_range(decode(value))
    except ValueError as error:
        raise invalid(position, error) from error


def list_argument(position: int, value: Value) -> list[str]:
    """Take an array of strings, such as `tag.ls` gives."""
    if not isinstance(value, LuaTable):
        raise mismatch(position, "list of tags", value)
    return list(_texts(position, value))


def _texts(position: int, table: LuaTable) -> Iterator[str]:
    for place in range(1, table.length() + 1):
        item = table.get(float(place))
        if not isinstance(item, str):
            raise argument_error(position, encode(f"list of tags expected, got {describe(item)} at {place}"))
        yield decode(item)


def _read(position: int, value: Value) -> Version | None:
    """Take a version, or a text that may be one. A number is refused: 1.10 is 1.1 before anybody sees it."""
    held = inner(value)
    if isinstance(held, Version):
        return held
    if not isinstance(value, str):
        raise mismatch(position, "version as a string", value)
    return parse_version(decode(value))


def _version(position: int, value: Value) -> Version:
    found = _read(position, value)
    if found is None:
        raise argument_error(position, encode(f'"{decode(value)}" is no version'))
    return found


def _own(value: Value) -> Version:
    held = inner(value)
    if not isinstance(held, Version):
        raise mismatch(1, "version", value)
    return held
