"""Reading and writing the fields of tables.

Written by templates.py; change it there. Over 400 lines, because the variants are written out.
"""

# ruff: noqa: D103 - one description serves all variants, see templates.py
from collections.abc import Callable

from interpreter.errors import Site
from interpreter.metatables import index, set_index
from interpreter.nodes import Frame, Node
from interpreter.values import Value


def get_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = f[a]
        key = b
        try:
            value = table.hash.get(key)
        except AttributeError:
            return index(table, key, lua_site)
        if value is not None or table.metatable is None:
            return value
        return index(table, key, lua_site)

    return node


def set_LKL(a: int, b: Value, c: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = f[a]
        key = b
        value = f[c]
        try:
            fields = table.hash
        except AttributeError:
            fields = None
        if value is not None and fields is not None and (table.metatable is None or key in fields):
            fields[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node


def set_LKE(a: int, b: Value, c: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = f[a]
        key = b
        value = c(f)
        try:
            fields = table.hash
        except AttributeError:
            fields = None
        if value is not None and fields is not None and (table.metatable is None or key in fields):
            fields[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node


def get_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = a(f)
        key = b
        try:
            value = table.hash.get(key)
        except AttributeError:
            return index(table, key, lua_site)
        if value is not None or table.metatable is None:
            return value
        return index(table, key, lua_site)

    return node


def set_EKL(a: Node, b: Value, c: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = a(f)
        key = b
        value = f[c]
        try:
            fields = table.hash
        except AttributeError:
            fields = None
        if value is not None and fields is not None and (table.metatable is None or key in fields):
            fields[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node


def set_EKE(a: Node, b: Value, c: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = a(f)
        key = b
        value = c(f)
        try:
            fields = table.hash
        except AttributeError:
            fields = None
        if value is not None and fields is not None and (table.metatable is None or key in fields):
            fields[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node


def get_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = f[a]
        key = f[b]
        try:
            value = table.hash.get(key)
        except AttributeError:
            return index(table, key, lua_site)
        if (value is not None or table.metatable is None) and key is not True and key is not False:
            return value
        return index(table, key, lua_site)

    return node


def set_LLL(a: int, b: int, c: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = f[a]
        key = f[b]
        value = f[c]
        try:
            fields = table.hash
        except AttributeError:
            fields = None
        if (
            value is not None
            and fields is not None
            and (table.metatable is None or key in fields)
            and ((key.__class__ is float and key == key) or key.__class__ is str)
        ):
            fields[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node


def set_LLE(a: int, b: int, c: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = f[a]
        key = f[b]
        value = c(f)
        try:
            fields = table.hash
        except AttributeError:
            fields = None
        if (
            value is not None
            and fields is not None
            and (table.metatable is None or key in fields)
            and ((key.__class__ is float and key == key) or key.__class__ is str)
        ):
            fields[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node


def get_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = f[a]
        key = b(f)
        try:
            value = table.hash.get(key)
        except AttributeError:
            return index(table, key, lua_site)
        if (value is not None or table.metatable is None) and key is not True and key is not False:
            return value
        return index(table, key, lua_site)

    return node


def set_LEL(a: int, b: Node, c: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = f[a]
        key = b(f)
        value = f[c]
        try:
            fields = table.hash
        except AttributeError:
            fields = None
        if (
            value is not None
            and fields is not None
            and (table.metatable is None or key in fields)
            and ((key.__class__ is float and key == key) or key.__class__ is str)
        ):
            fields[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node


def set_LEE(a: int, b: Node, c: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = f[a]
        key = b(f)
        value = c(f)
        try:
            fields = table.hash
        except AttributeError:
            fields = None
        if (
            value is not None
            and fields is not None
            and (table.metatable is None or key in fields)
            and ((key.__class__ is float and key == key) or key.__class__ is str)
        ):
            fields[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node


def get_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = a(f)
        key = f[b]
        try:
            value = table.hash.get(key)
        except AttributeError:
            return index(table, key, lua_site)
        if (value is not None or table.metatable is None) and key is not True and key is not False:
            return value
        return index(table, key, lua_site)

    return node


def set_ELL(a: Node, b: int, c: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = a(f)
        key = f[b]
        value = f[c]
        try:
            fields = table.hash
        except AttributeError:
            fields = None
        if (
            value is not None
            and fields is not None
            and (table.metatable is None or key in fields)
            and ((key.__class__ is float and key == key) or key.__class__ is str)
        ):
            fields[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node


def set_ELE(a: Node, b: int, c: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = a(f)
        key = f[b]
        value = c(f)
        try:
            fields = table.hash
        except AttributeError:
            fields = None
        if (
            value is not None
            and fields is not None
            and (table.metatable is None or key in fields)
            and ((key.__class__ is float and key == key) or key.__class__ is str)
        ):
            fields[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node


def get_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = a(f)
        key = b(f)
        try:
            value = table.hash.get(key)
        except AttributeError:
            return index(table, key, lua_site)
        if (value is not None or table.metatable is None) and key is not True and key is not False:
            return value
        return index(table, key, lua_site)

    return node


def set_EEL(a: Node, b: Node, c: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = a(f)
        key = b(f)
        value = f[c]
        try:
            fields = table.hash
        except AttributeError:
            fields = None
        if (
            value is not None
            and fields is not None
            and (table.metatable is None or key in fields)
            and ((key.__class__ is float and key == key) or key.__class__ is str)
        ):
            fields[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node


def set_EEE(a: Node, b: Node, c: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = a(f)
        key = b(f)
        value = c(f)
        try:
            fields = table.hash
        except AttributeError:
            fields = None
        if (
            value is not None
            and fields is not None
            and (table.metatable is None or key in fields)
            and ((key.__class__ is float and key == key) or key.__class__ is str)
        ):
            fields[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node


# kinds of table and key
GETS: dict[str, Callable[..., Node]] = {
    "LK": get_LK,
    "EK": get_EK,
    "LL": get_LL,
    "LE": get_LE,
    "EL": get_EL,
    "EE": get_EE,
}


# kinds of table, key and value
SETS: dict[str, Callable[..., Node]] = {
    "LKL": set_LKL,
    "LKE": set_LKE,
    "EKL": set_EKL,
    "EKE": set_EKE,
    "LLL": set_LLL,
    "LLE": set_LLE,
    "LEL": set_LEL,
    "LEE": set_LEE,
    "ELL": set_ELL,
    "ELE": set_ELE,
    "EEL": set_EEL,
    "EEE": set_EEE,
}
