"""Comparisons and tests for truth: as a value, and inside `if`.

Written by templates.py; change it there. Over 400 lines, because the variants are written out.
"""

# ruff: noqa: D103 - one description serves all variants: templates.py
from collections.abc import Callable

from interpreter.errors import Site
from interpreter.metatables import equals, less, less_equal
from interpreter.nodes import Frame, Node
from interpreter.values import Value


def less_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        return left < right if type(left) is float and type(right) is float else less(left, right, lua_site)

    return node


def if_less_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left < right if type(left) is float and type(right) is float else less(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_less_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left < right if type(left) is float and type(right) is float else less(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_less_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        return not (
            left < right if type(left) is float and type(right) is float else less(left, right, lua_site)
        )

    return node


def if_not_less_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if not (
            left < right if type(left) is float and type(right) is float else less(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_less_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if not (
            left < right if type(left) is float and type(right) is float else less(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def less_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        return left < right if type(left) is float else less(left, right, lua_site)

    return node


def if_less_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left < right if type(left) is float else less(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_less_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left < right if type(left) is float else less(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_less_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        return not (left < right if type(left) is float else less(left, right, lua_site))

    return node


def if_not_less_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if not (left < right if type(left) is float else less(left, right, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_less_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if not (left < right if type(left) is float else less(left, right, lua_site)):
            return then(f)
        return orelse(f)

    return node


def less_KL(a: Value, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        return left < right if type(right) is float else less(left, right, lua_site)

    return node


def if_less_KL(a: Value, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if left < right if type(right) is float else less(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_less_KL(a: Value, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if left < right if type(right) is float else less(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_less_KL(a: Value, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        return not (left < right if type(right) is float else less(left, right, lua_site))

    return node


def if_not_less_KL(a: Value, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if not (left < right if type(right) is float else less(left, right, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_less_KL(a: Value, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if not (left < right if type(right) is float else less(left, right, lua_site)):
            return then(f)
        return orelse(f)

    return node


def less_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        return left < right if type(left) is float and type(right) is float else less(left, right, lua_site)

    return node


def if_less_LE(a: int, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if left < right if type(left) is float and type(right) is float else less(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_less_LE(a: int, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if left < right if type(left) is float and type(right) is float else less(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_less_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        return not (
            left < right if type(left) is float and type(right) is float else less(left, right, lua_site)
        )

    return node


def if_not_less_LE(a: int, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if not (
            left < right if type(left) is float and type(right) is float else less(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_less_LE(a: int, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if not (
            left < right if type(left) is float and type(right) is float else less(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def less_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        return left < right if type(left) is float and type(right) is float else less(left, right, lua_site)

    return node


def if_less_EL(a: Node, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if left < right if type(left) is float and type(right) is float else less(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_less_EL(a: Node, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if left < right if type(left) is float and type(right) is float else less(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_less_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        return not (
            left < right if type(left) is float and type(right) is float else less(left, right, lua_site)
        )

    return node


def if_not_less_EL(a: Node, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if not (
            left < right if type(left) is float and type(right) is float else less(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_less_EL(a: Node, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if not (
            left < right if type(left) is float and type(right) is float else less(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def less_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        return left < right if type(left) is float else less(left, right, lua_site)

    return node


def if_less_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left < right if type(left) is float else less(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_less_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left < right if type(left) is float else less(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_less_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        return not (left < right if type(left) is float else less(left, right, lua_site))

    return node


def if_not_less_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if not (left < right if type(left) is float else less(left, right, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_less_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if not (left < right if type(left) is float else less(left, right, lua_site)):
            return then(f)
        return orelse(f)

    return node


def less_KE(a: Value, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        return left < right if type(right) is float else less(left, right, lua_site)

    return node


def if_less_KE(a: Value, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if left < right if type(right) is float else less(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_less_KE(a: Value, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if left < right if type(right) is float else less(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_less_KE(a: Value, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        return not (left < right if type(right) is float else less(left, right, lua_site))

    return node


def if_not_less_KE(a: Value, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if not (left < right if type(right) is float else less(left, right, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_less_KE(a: Value, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if not (left < right if type(right) is float else less(left, right, lua_site)):
            return then(f)
        return orelse(f)

    return node


def less_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return left < right if type(left) is float and type(right) is float else less(left, right, lua_site)

    return node


def if_less_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left < right if type(left) is float and type(right) is float else less(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_less_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left < right if type(left) is float and type(right) is float else less(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_less_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return not (
            left < right if type(left) is float and type(right) is float else less(left, right, lua_site)
        )

    return node


def if_not_less_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if not (
            left < right if type(left) is float and type(right) is float else less(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_less_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if not (
            left < right if type(left) is float and type(right) is float else less(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def less_equal_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        return (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        )

    return node


def if_less_equal_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_less_equal_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def not_less_equal_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        return not (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        )

    return node


def if_not_less_equal_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if not (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_less_equal_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if not (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def less_equal_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        return left <= right if type(left) is float else less_equal(left, right, lua_site)

    return node


def if_less_equal_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left <= right if type(left) is float else less_equal(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_less_equal_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left <= right if type(left) is float else less_equal(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_less_equal_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        return not (left <= right if type(left) is float else less_equal(left, right, lua_site))

    return node


def if_not_less_equal_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if not (left <= right if type(left) is float else less_equal(left, right, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_less_equal_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if not (left <= right if type(left) is float else less_equal(left, right, lua_site)):
            return then(f)
        return orelse(f)

    return node


def less_equal_KL(a: Value, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        return left <= right if type(right) is float else less_equal(left, right, lua_site)

    return node


def if_less_equal_KL(a: Value, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if left <= right if type(right) is float else less_equal(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_less_equal_KL(a: Value, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if left <= right if type(right) is float else less_equal(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_less_equal_KL(a: Value, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        return not (left <= right if type(right) is float else less_equal(left, right, lua_site))

    return node


def if_not_less_equal_KL(a: Value, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if not (left <= right if type(right) is float else less_equal(left, right, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_less_equal_KL(a: Value, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if not (left <= right if type(right) is float else less_equal(left, right, lua_site)):
            return then(f)
        return orelse(f)

    return node


def less_equal_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        return (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        )

    return node


def if_less_equal_LE(a: int, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_less_equal_LE(a: int, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def not_less_equal_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        return not (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        )

    return node


def if_not_less_equal_LE(a: int, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if not (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_less_equal_LE(a: int, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if not (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def less_equal_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        return (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        )

    return node


def if_less_equal_EL(a: Node, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_less_equal_EL(a: Node, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def not_less_equal_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        return not (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        )

    return node


def if_not_less_equal_EL(a: Node, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if not (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_less_equal_EL(a: Node, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if not (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def less_equal_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        return left <= right if type(left) is float else less_equal(left, right, lua_site)

    return node


def if_less_equal_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left <= right if type(left) is float else less_equal(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_less_equal_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left <= right if type(left) is float else less_equal(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_less_equal_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        return not (left <= right if type(left) is float else less_equal(left, right, lua_site))

    return node


def if_not_less_equal_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if not (left <= right if type(left) is float else less_equal(left, right, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_less_equal_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if not (left <= right if type(left) is float else less_equal(left, right, lua_site)):
            return then(f)
        return orelse(f)

    return node


def less_equal_KE(a: Value, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        return left <= right if type(right) is float else less_equal(left, right, lua_site)

    return node


def if_less_equal_KE(a: Value, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if left <= right if type(right) is float else less_equal(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_less_equal_KE(a: Value, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if left <= right if type(right) is float else less_equal(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_less_equal_KE(a: Value, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        return not (left <= right if type(right) is float else less_equal(left, right, lua_site))

    return node


def if_not_less_equal_KE(a: Value, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if not (left <= right if type(right) is float else less_equal(left, right, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_less_equal_KE(a: Value, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if not (left <= right if type(right) is float else less_equal(left, right, lua_site)):
            return then(f)
        return orelse(f)

    return node


def less_equal_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        )

    return node


def if_less_equal_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_less_equal_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def not_less_equal_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return not (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        )

    return node


def if_not_less_equal_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if not (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_less_equal_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if not (
            left <= right
            if type(left) is float and type(right) is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def greater_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        return left > right if type(left) is float and type(right) is float else less(right, left, lua_site)

    return node


def if_greater_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left > right if type(left) is float and type(right) is float else less(right, left, lua_site):
            return then(f)
        return None

    return node


def if_else_greater_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left > right if type(left) is float and type(right) is float else less(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_greater_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        return not (
            left > right if type(left) is float and type(right) is float else less(right, left, lua_site)
        )

    return node


def if_not_greater_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if not (
            left > right if type(left) is float and type(right) is float else less(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_greater_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if not (
            left > right if type(left) is float and type(right) is float else less(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def greater_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        return left > right if type(left) is float else less(right, left, lua_site)

    return node


def if_greater_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left > right if type(left) is float else less(right, left, lua_site):
            return then(f)
        return None

    return node


def if_else_greater_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left > right if type(left) is float else less(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_greater_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        return not (left > right if type(left) is float else less(right, left, lua_site))

    return node


def if_not_greater_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if not (left > right if type(left) is float else less(right, left, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_greater_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if not (left > right if type(left) is float else less(right, left, lua_site)):
            return then(f)
        return orelse(f)

    return node


def greater_KL(a: Value, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        return left > right if type(right) is float else less(right, left, lua_site)

    return node


def if_greater_KL(a: Value, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if left > right if type(right) is float else less(right, left, lua_site):
            return then(f)
        return None

    return node


def if_else_greater_KL(a: Value, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if left > right if type(right) is float else less(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_greater_KL(a: Value, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        return not (left > right if type(right) is float else less(right, left, lua_site))

    return node


def if_not_greater_KL(a: Value, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if not (left > right if type(right) is float else less(right, left, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_greater_KL(a: Value, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if not (left > right if type(right) is float else less(right, left, lua_site)):
            return then(f)
        return orelse(f)

    return node


def greater_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        return left > right if type(left) is float and type(right) is float else less(right, left, lua_site)

    return node


def if_greater_LE(a: int, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if left > right if type(left) is float and type(right) is float else less(right, left, lua_site):
            return then(f)
        return None

    return node


def if_else_greater_LE(a: int, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if left > right if type(left) is float and type(right) is float else less(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_greater_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        return not (
            left > right if type(left) is float and type(right) is float else less(right, left, lua_site)
        )

    return node


def if_not_greater_LE(a: int, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if not (
            left > right if type(left) is float and type(right) is float else less(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_greater_LE(a: int, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if not (
            left > right if type(left) is float and type(right) is float else less(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def greater_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        return left > right if type(left) is float and type(right) is float else less(right, left, lua_site)

    return node


def if_greater_EL(a: Node, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if left > right if type(left) is float and type(right) is float else less(right, left, lua_site):
            return then(f)
        return None

    return node


def if_else_greater_EL(a: Node, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if left > right if type(left) is float and type(right) is float else less(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_greater_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        return not (
            left > right if type(left) is float and type(right) is float else less(right, left, lua_site)
        )

    return node


def if_not_greater_EL(a: Node, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if not (
            left > right if type(left) is float and type(right) is float else less(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_greater_EL(a: Node, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if not (
            left > right if type(left) is float and type(right) is float else less(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def greater_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        return left > right if type(left) is float else less(right, left, lua_site)

    return node


def if_greater_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left > right if type(left) is float else less(right, left, lua_site):
            return then(f)
        return None

    return node


def if_else_greater_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left > right if type(left) is float else less(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_greater_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        return not (left > right if type(left) is float else less(right, left, lua_site))

    return node


def if_not_greater_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if not (left > right if type(left) is float else less(right, left, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_greater_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if not (left > right if type(left) is float else less(right, left, lua_site)):
            return then(f)
        return orelse(f)

    return node


def greater_KE(a: Value, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        return left > right if type(right) is float else less(right, left, lua_site)

    return node


def if_greater_KE(a: Value, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if left > right if type(right) is float else less(right, left, lua_site):
            return then(f)
        return None

    return node


def if_else_greater_KE(a: Value, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if left > right if type(right) is float else less(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_greater_KE(a: Value, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        return not (left > right if type(right) is float else less(right, left, lua_site))

    return node


def if_not_greater_KE(a: Value, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if not (left > right if type(right) is float else less(right, left, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_greater_KE(a: Value, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if not (left > right if type(right) is float else less(right, left, lua_site)):
            return then(f)
        return orelse(f)

    return node


def greater_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return left > right if type(left) is float and type(right) is float else less(right, left, lua_site)

    return node


def if_greater_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left > right if type(left) is float and type(right) is float else less(right, left, lua_site):
            return then(f)
        return None

    return node


def if_else_greater_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left > right if type(left) is float and type(right) is float else less(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_greater_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return not (
            left > right if type(left) is float and type(right) is float else less(right, left, lua_site)
        )

    return node


def if_not_greater_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if not (
            left > right if type(left) is float and type(right) is float else less(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_greater_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if not (
            left > right if type(left) is float and type(right) is float else less(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def greater_equal_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        return (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        )

    return node


def if_greater_equal_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_greater_equal_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def not_greater_equal_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        return not (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        )

    return node


def if_not_greater_equal_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if not (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_greater_equal_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if not (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def greater_equal_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        return left >= right if type(left) is float else less_equal(right, left, lua_site)

    return node


def if_greater_equal_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left >= right if type(left) is float else less_equal(right, left, lua_site):
            return then(f)
        return None

    return node


def if_else_greater_equal_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left >= right if type(left) is float else less_equal(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_greater_equal_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        return not (left >= right if type(left) is float else less_equal(right, left, lua_site))

    return node


def if_not_greater_equal_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if not (left >= right if type(left) is float else less_equal(right, left, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_greater_equal_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if not (left >= right if type(left) is float else less_equal(right, left, lua_site)):
            return then(f)
        return orelse(f)

    return node


def greater_equal_KL(a: Value, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        return left >= right if type(right) is float else less_equal(right, left, lua_site)

    return node


def if_greater_equal_KL(a: Value, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if left >= right if type(right) is float else less_equal(right, left, lua_site):
            return then(f)
        return None

    return node


def if_else_greater_equal_KL(a: Value, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if left >= right if type(right) is float else less_equal(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_greater_equal_KL(a: Value, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        return not (left >= right if type(right) is float else less_equal(right, left, lua_site))

    return node


def if_not_greater_equal_KL(a: Value, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if not (left >= right if type(right) is float else less_equal(right, left, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_greater_equal_KL(a: Value, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if not (left >= right if type(right) is float else less_equal(right, left, lua_site)):
            return then(f)
        return orelse(f)

    return node


def greater_equal_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        return (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        )

    return node


def if_greater_equal_LE(a: int, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_greater_equal_LE(a: int, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def not_greater_equal_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        return not (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        )

    return node


def if_not_greater_equal_LE(a: int, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if not (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_greater_equal_LE(a: int, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if not (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def greater_equal_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        return (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        )

    return node


def if_greater_equal_EL(a: Node, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_greater_equal_EL(a: Node, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def not_greater_equal_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        return not (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        )

    return node


def if_not_greater_equal_EL(a: Node, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if not (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_greater_equal_EL(a: Node, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if not (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def greater_equal_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        return left >= right if type(left) is float else less_equal(right, left, lua_site)

    return node


def if_greater_equal_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left >= right if type(left) is float else less_equal(right, left, lua_site):
            return then(f)
        return None

    return node


def if_else_greater_equal_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left >= right if type(left) is float else less_equal(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_greater_equal_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        return not (left >= right if type(left) is float else less_equal(right, left, lua_site))

    return node


def if_not_greater_equal_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if not (left >= right if type(left) is float else less_equal(right, left, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_greater_equal_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if not (left >= right if type(left) is float else less_equal(right, left, lua_site)):
            return then(f)
        return orelse(f)

    return node


def greater_equal_KE(a: Value, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        return left >= right if type(right) is float else less_equal(right, left, lua_site)

    return node


def if_greater_equal_KE(a: Value, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if left >= right if type(right) is float else less_equal(right, left, lua_site):
            return then(f)
        return None

    return node


def if_else_greater_equal_KE(a: Value, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if left >= right if type(right) is float else less_equal(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_greater_equal_KE(a: Value, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        return not (left >= right if type(right) is float else less_equal(right, left, lua_site))

    return node


def if_not_greater_equal_KE(a: Value, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if not (left >= right if type(right) is float else less_equal(right, left, lua_site)):
            return then(f)
        return None

    return node


def if_else_not_greater_equal_KE(a: Value, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = b(f)
        if not (left >= right if type(right) is float else less_equal(right, left, lua_site)):
            return then(f)
        return orelse(f)

    return node


def greater_equal_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        )

    return node


def if_greater_equal_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_greater_equal_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def not_greater_equal_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return not (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        )

    return node


def if_not_greater_equal_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if not (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_greater_equal_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if not (
            left >= right
            if type(left) is float and type(right) is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def test_E(a: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:

        return a(f)

    return node


def if_test_E(a: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:

        if a(f):
            return then(f)
        return None

    return node


def if_else_test_E(a: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:

        if a(f):
            return then(f)
        return orelse(f)

    return node


def not_test_E(a: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:

        return not a(f)

    return node


def if_not_test_E(a: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:

        if not a(f):
            return then(f)
        return None

    return node


def if_else_not_test_E(a: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:

        if not a(f):
            return then(f)
        return orelse(f)

    return node


def truth_L(a: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        return left is not None and left is not False

    return node


def if_truth_L(a: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left is not None and left is not False:
            return then(f)
        return None

    return node


def if_else_truth_L(a: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left is not None and left is not False:
            return then(f)
        return orelse(f)

    return node


def not_truth_L(a: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        return left is None or left is False

    return node


def if_not_truth_L(a: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left is None or left is False:
            return then(f)
        return None

    return node


def if_else_not_truth_L(a: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left is None or left is False:
            return then(f)
        return orelse(f)

    return node


def is_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        return left is b

    return node


def if_is_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left is b:
            return then(f)
        return None

    return node


def if_else_is_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left is b:
            return then(f)
        return orelse(f)

    return node


def not_is_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        return left is not b

    return node


def if_not_is_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left is not b:
            return then(f)
        return None

    return node


def if_else_not_is_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left is not b:
            return then(f)
        return orelse(f)

    return node


def equal_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        return left == b

    return node


def if_equal_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left == b:
            return then(f)
        return None

    return node


def if_else_equal_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left == b:
            return then(f)
        return orelse(f)

    return node


def not_equal_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        return left != b

    return node


def if_not_equal_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left != b:
            return then(f)
        return None

    return node


def if_else_not_equal_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left != b:
            return then(f)
        return orelse(f)

    return node


def truth_E(a: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        return left is not None and left is not False

    return node


def if_truth_E(a: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left is not None and left is not False:
            return then(f)
        return None

    return node


def if_else_truth_E(a: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left is not None and left is not False:
            return then(f)
        return orelse(f)

    return node


def not_truth_E(a: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        return left is None or left is False

    return node


def if_not_truth_E(a: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left is None or left is False:
            return then(f)
        return None

    return node


def if_else_not_truth_E(a: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left is None or left is False:
            return then(f)
        return orelse(f)

    return node


def is_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        return left is b

    return node


def if_is_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left is b:
            return then(f)
        return None

    return node


def if_else_is_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left is b:
            return then(f)
        return orelse(f)

    return node


def not_is_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        return left is not b

    return node


def if_not_is_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left is not b:
            return then(f)
        return None

    return node


def if_else_not_is_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left is not b:
            return then(f)
        return orelse(f)

    return node


def equal_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        return left == b

    return node


def if_equal_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left == b:
            return then(f)
        return None

    return node


def if_else_equal_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left == b:
            return then(f)
        return orelse(f)

    return node


def not_equal_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        return left != b

    return node


def if_not_equal_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left != b:
            return then(f)
        return None

    return node


def if_else_not_equal_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left != b:
            return then(f)
        return orelse(f)

    return node


def equal_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        return (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        )

    return node


def if_equal_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left == right if type(left) is float and type(right) is float else equals(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_equal_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left == right if type(left) is float and type(right) is float else equals(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_equal_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        return not (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        )

    return node


def if_not_equal_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if not (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_equal_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if not (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def equal_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        return (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        )

    return node


def if_equal_LE(a: int, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if left == right if type(left) is float and type(right) is float else equals(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_equal_LE(a: int, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if left == right if type(left) is float and type(right) is float else equals(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_equal_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        return not (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        )

    return node


def if_not_equal_LE(a: int, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if not (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_equal_LE(a: int, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if not (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def equal_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        return (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        )

    return node


def if_equal_EL(a: Node, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if left == right if type(left) is float and type(right) is float else equals(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_equal_EL(a: Node, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if left == right if type(left) is float and type(right) is float else equals(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_equal_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        return not (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        )

    return node


def if_not_equal_EL(a: Node, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if not (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_equal_EL(a: Node, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if not (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def equal_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        )

    return node


def if_equal_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left == right if type(left) is float and type(right) is float else equals(left, right, lua_site):
            return then(f)
        return None

    return node


def if_else_equal_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left == right if type(left) is float and type(right) is float else equals(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def not_equal_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return not (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        )

    return node


def if_not_equal_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if not (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_else_not_equal_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if not (
            left == right if type(left) is float and type(right) is float else equals(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


# condition, kinds of the operands
CONDITIONS: dict[tuple[str, str], Callable[..., Node]] = {
    ("less", "LL"): less_LL,
    ("not_less", "LL"): not_less_LL,
    ("less", "LK"): less_LK,
    ("not_less", "LK"): not_less_LK,
    ("less", "KL"): less_KL,
    ("not_less", "KL"): not_less_KL,
    ("less", "LE"): less_LE,
    ("not_less", "LE"): not_less_LE,
    ("less", "EL"): less_EL,
    ("not_less", "EL"): not_less_EL,
    ("less", "EK"): less_EK,
    ("not_less", "EK"): not_less_EK,
    ("less", "KE"): less_KE,
    ("not_less", "KE"): not_less_KE,
    ("less", "EE"): less_EE,
    ("not_less", "EE"): not_less_EE,
    ("less_equal", "LL"): less_equal_LL,
    ("not_less_equal", "LL"): not_less_equal_LL,
    ("less_equal", "LK"): less_equal_LK,
    ("not_less_equal", "LK"): not_less_equal_LK,
    ("less_equal", "KL"): less_equal_KL,
    ("not_less_equal", "KL"): not_less_equal_KL,
    ("less_equal", "LE"): less_equal_LE,
    ("not_less_equal", "LE"): not_less_equal_LE,
    ("less_equal", "EL"): less_equal_EL,
    ("not_less_equal", "EL"): not_less_equal_EL,
    ("less_equal", "EK"): less_equal_EK,
    ("not_less_equal", "EK"): not_less_equal_EK,
    ("less_equal", "KE"): less_equal_KE,
    ("not_less_equal", "KE"): not_less_equal_KE,
    ("less_equal", "EE"): less_equal_EE,
    ("not_less_equal", "EE"): not_less_equal_EE,
    ("greater", "LL"): greater_LL,
    ("not_greater", "LL"): not_greater_LL,
    ("greater", "LK"): greater_LK,
    ("not_greater", "LK"): not_greater_LK,
    ("greater", "KL"): greater_KL,
    ("not_greater", "KL"): not_greater_KL,
    ("greater", "LE"): greater_LE,
    ("not_greater", "LE"): not_greater_LE,
    ("greater", "EL"): greater_EL,
    ("not_greater", "EL"): not_greater_EL,
    ("greater", "EK"): greater_EK,
    ("not_greater", "EK"): not_greater_EK,
    ("greater", "KE"): greater_KE,
    ("not_greater", "KE"): not_greater_KE,
    ("greater", "EE"): greater_EE,
    ("not_greater", "EE"): not_greater_EE,
    ("greater_equal", "LL"): greater_equal_LL,
    ("not_greater_equal", "LL"): not_greater_equal_LL,
    ("greater_equal", "LK"): greater_equal_LK,
    ("not_greater_equal", "LK"): not_greater_equal_LK,
    ("greater_equal", "KL"): greater_equal_KL,
    ("not_greater_equal", "KL"): not_greater_equal_KL,
    ("greater_equal", "LE"): greater_equal_LE,
    ("not_greater_equal", "LE"): not_greater_equal_LE,
    ("greater_equal", "EL"): greater_equal_EL,
    ("not_greater_equal", "EL"): not_greater_equal_EL,
    ("greater_equal", "EK"): greater_equal_EK,
    ("not_greater_equal", "EK"): not_greater_equal_EK,
    ("greater_equal", "KE"): greater_equal_KE,
    ("not_greater_equal", "KE"): not_greater_equal_KE,
    ("greater_equal", "EE"): greater_equal_EE,
    ("not_greater_equal", "EE"): not_greater_equal_EE,
    ("test", "E"): test_E,
    ("not_test", "E"): not_test_E,
    ("truth", "L"): truth_L,
    ("not_truth", "L"): not_truth_L,
    ("is", "LK"): is_LK,
    ("not_is", "LK"): not_is_LK,
    ("equal", "LK"): equal_LK,
    ("not_equal", "LK"): not_equal_LK,
    ("truth", "E"): truth_E,
    ("not_truth", "E"): not_truth_E,
    ("is", "EK"): is_EK,
    ("not_is", "EK"): not_is_EK,
    ("equal", "EK"): equal_EK,
    ("not_equal", "EK"): not_equal_EK,
    ("equal", "LL"): equal_LL,
    ("not_equal", "LL"): not_equal_LL,
    ("equal", "LE"): equal_LE,
    ("not_equal", "LE"): not_equal_LE,
    ("equal", "EL"): equal_EL,
    ("not_equal", "EL"): not_equal_EL,
    ("equal", "EE"): equal_EE,
    ("not_equal", "EE"): not_equal_EE,
}


# condition, kinds of the operands
IFS: dict[tuple[str, str], Callable[..., Node]] = {
    ("less", "LL"): if_less_LL,
    ("not_less", "LL"): if_not_less_LL,
    ("less", "LK"): if_less_LK,
    ("not_less", "LK"): if_not_less_LK,
    ("less", "KL"): if_less_KL,
    ("not_less", "KL"): if_not_less_KL,
    ("less", "LE"): if_less_LE,
    ("not_less", "LE"): if_not_less_LE,
    ("less", "EL"): if_less_EL,
    ("not_less", "EL"): if_not_less_EL,
    ("less", "EK"): if_less_EK,
    ("not_less", "EK"): if_not_less_EK,
    ("less", "KE"): if_less_KE,
    ("not_less", "KE"): if_not_less_KE,
    ("less", "EE"): if_less_EE,
    ("not_less", "EE"): if_not_less_EE,
    ("less_equal", "LL"): if_less_equal_LL,
    ("not_less_equal", "LL"): if_not_less_equal_LL,
    ("less_equal", "LK"): if_less_equal_LK,
    ("not_less_equal", "LK"): if_not_less_equal_LK,
    ("less_equal", "KL"): if_less_equal_KL,
    ("not_less_equal", "KL"): if_not_less_equal_KL,
    ("less_equal", "LE"): if_less_equal_LE,
    ("not_less_equal", "LE"): if_not_less_equal_LE,
    ("less_equal", "EL"): if_less_equal_EL,
    ("not_less_equal", "EL"): if_not_less_equal_EL,
    ("less_equal", "EK"): if_less_equal_EK,
    ("not_less_equal", "EK"): if_not_less_equal_EK,
    ("less_equal", "KE"): if_less_equal_KE,
    ("not_less_equal", "KE"): if_not_less_equal_KE,
    ("less_equal", "EE"): if_less_equal_EE,
    ("not_less_equal", "EE"): if_not_less_equal_EE,
    ("greater", "LL"): if_greater_LL,
    ("not_greater", "LL"): if_not_greater_LL,
    ("greater", "LK"): if_greater_LK,
    ("not_greater", "LK"): if_not_greater_LK,
    ("greater", "KL"): if_greater_KL,
    ("not_greater", "KL"): if_not_greater_KL,
    ("greater", "LE"): if_greater_LE,
    ("not_greater", "LE"): if_not_greater_LE,
    ("greater", "EL"): if_greater_EL,
    ("not_greater", "EL"): if_not_greater_EL,
    ("greater", "EK"): if_greater_EK,
    ("not_greater", "EK"): if_not_greater_EK,
    ("greater", "KE"): if_greater_KE,
    ("not_greater", "KE"): if_not_greater_KE,
    ("greater", "EE"): if_greater_EE,
    ("not_greater", "EE"): if_not_greater_EE,
    ("greater_equal", "LL"): if_greater_equal_LL,
    ("not_greater_equal", "LL"): if_not_greater_equal_LL,
    ("greater_equal", "LK"): if_greater_equal_LK,
    ("not_greater_equal", "LK"): if_not_greater_equal_LK,
    ("greater_equal", "KL"): if_greater_equal_KL,
    ("not_greater_equal", "KL"): if_not_greater_equal_KL,
    ("greater_equal", "LE"): if_greater_equal_LE,
    ("not_greater_equal", "LE"): if_not_greater_equal_LE,
    ("greater_equal", "EL"): if_greater_equal_EL,
    ("not_greater_equal", "EL"): if_not_greater_equal_EL,
    ("greater_equal", "EK"): if_greater_equal_EK,
    ("not_greater_equal", "EK"): if_not_greater_equal_EK,
    ("greater_equal", "KE"): if_greater_equal_KE,
    ("not_greater_equal", "KE"): if_not_greater_equal_KE,
    ("greater_equal", "EE"): if_greater_equal_EE,
    ("not_greater_equal", "EE"): if_not_greater_equal_EE,
    ("test", "E"): if_test_E,
    ("not_test", "E"): if_not_test_E,
    ("truth", "L"): if_truth_L,
    ("not_truth", "L"): if_not_truth_L,
    ("is", "LK"): if_is_LK,
    ("not_is", "LK"): if_not_is_LK,
    ("equal", "LK"): if_equal_LK,
    ("not_equal", "LK"): if_not_equal_LK,
    ("truth", "E"): if_truth_E,
    ("not_truth", "E"): if_not_truth_E,
    ("is", "EK"): if_is_EK,
    ("not_is", "EK"): if_not_is_EK,
    ("equal", "EK"): if_equal_EK,
    ("not_equal", "EK"): if_not_equal_EK,
    ("equal", "LL"): if_equal_LL,
    ("not_equal", "LL"): if_not_equal_LL,
    ("equal", "LE"): if_equal_LE,
    ("not_equal", "LE"): if_not_equal_LE,
    ("equal", "EL"): if_equal_EL,
    ("not_equal", "EL"): if_not_equal_EL,
    ("equal", "EE"): if_equal_EE,
    ("not_equal", "EE"): if_not_equal_EE,
}


# condition, kinds of the operands
IF_ELSES: dict[tuple[str, str], Callable[..., Node]] = {
    ("less", "LL"): if_else_less_LL,
    ("not_less", "LL"): if_else_not_less_LL,
    ("less", "LK"): if_else_less_LK,
    ("not_less", "LK"): if_else_not_less_LK,
    ("less", "KL"): if_else_less_KL,
    ("not_less", "KL"): if_else_not_less_KL,
    ("less", "LE"): if_else_less_LE,
    ("not_less", "LE"): if_else_not_less_LE,
    ("less", "EL"): if_else_less_EL,
    ("not_less", "EL"): if_else_not_less_EL,
    ("less", "EK"): if_else_less_EK,
    ("not_less", "EK"): if_else_not_less_EK,
    ("less", "KE"): if_else_less_KE,
    ("not_less", "KE"): if_else_not_less_KE,
    ("less", "EE"): if_else_less_EE,
    ("not_less", "EE"): if_else_not_less_EE,
    ("less_equal", "LL"): if_else_less_equal_LL,
    ("not_less_equal", "LL"): if_else_not_less_equal_LL,
    ("less_equal", "LK"): if_else_less_equal_LK,
    ("not_less_equal", "LK"): if_else_not_less_equal_LK,
    ("less_equal", "KL"): if_else_less_equal_KL,
    ("not_less_equal", "KL"): if_else_not_less_equal_KL,
    ("less_equal", "LE"): if_else_less_equal_LE,
    ("not_less_equal", "LE"): if_else_not_less_equal_LE,
    ("less_equal", "EL"): if_else_less_equal_EL,
    ("not_less_equal", "EL"): if_else_not_less_equal_EL,
    ("less_equal", "EK"): if_else_less_equal_EK,
    ("not_less_equal", "EK"): if_else_not_less_equal_EK,
    ("less_equal", "KE"): if_else_less_equal_KE,
    ("not_less_equal", "KE"): if_else_not_less_equal_KE,
    ("less_equal", "EE"): if_else_less_equal_EE,
    ("not_less_equal", "EE"): if_else_not_less_equal_EE,
    ("greater", "LL"): if_else_greater_LL,
    ("not_greater", "LL"): if_else_not_greater_LL,
    ("greater", "LK"): if_else_greater_LK,
    ("not_greater", "LK"): if_else_not_greater_LK,
    ("greater", "KL"): if_else_greater_KL,
    ("not_greater", "KL"): if_else_not_greater_KL,
    ("greater", "LE"): if_else_greater_LE,
    ("not_greater", "LE"): if_else_not_greater_LE,
    ("greater", "EL"): if_else_greater_EL,
    ("not_greater", "EL"): if_else_not_greater_EL,
    ("greater", "EK"): if_else_greater_EK,
    ("not_greater", "EK"): if_else_not_greater_EK,
    ("greater", "KE"): if_else_greater_KE,
    ("not_greater", "KE"): if_else_not_greater_KE,
    ("greater", "EE"): if_else_greater_EE,
    ("not_greater", "EE"): if_else_not_greater_EE,
    ("greater_equal", "LL"): if_else_greater_equal_LL,
    ("not_greater_equal", "LL"): if_else_not_greater_equal_LL,
    ("greater_equal", "LK"): if_else_greater_equal_LK,
    ("not_greater_equal", "LK"): if_else_not_greater_equal_LK,
    ("greater_equal", "KL"): if_else_greater_equal_KL,
    ("not_greater_equal", "KL"): if_else_not_greater_equal_KL,
    ("greater_equal", "LE"): if_else_greater_equal_LE,
    ("not_greater_equal", "LE"): if_else_not_greater_equal_LE,
    ("greater_equal", "EL"): if_else_greater_equal_EL,
    ("not_greater_equal", "EL"): if_else_not_greater_equal_EL,
    ("greater_equal", "EK"): if_else_greater_equal_EK,
    ("not_greater_equal", "EK"): if_else_not_greater_equal_EK,
    ("greater_equal", "KE"): if_else_greater_equal_KE,
    ("not_greater_equal", "KE"): if_else_not_greater_equal_KE,
    ("greater_equal", "EE"): if_else_greater_equal_EE,
    ("not_greater_equal", "EE"): if_else_not_greater_equal_EE,
    ("test", "E"): if_else_test_E,
    ("not_test", "E"): if_else_not_test_E,
    ("truth", "L"): if_else_truth_L,
    ("not_truth", "L"): if_else_not_truth_L,
    ("is", "LK"): if_else_is_LK,
    ("not_is", "LK"): if_else_not_is_LK,
    ("equal", "LK"): if_else_equal_LK,
    ("not_equal", "LK"): if_else_not_equal_LK,
    ("truth", "E"): if_else_truth_E,
    ("not_truth", "E"): if_else_not_truth_E,
    ("is", "EK"): if_else_is_EK,
    ("not_is", "EK"): if_else_not_is_EK,
    ("equal", "EK"): if_else_equal_EK,
    ("not_equal", "EK"): if_else_not_equal_EK,
    ("equal", "LL"): if_else_equal_LL,
    ("not_equal", "LL"): if_else_not_equal_LL,
    ("equal", "LE"): if_else_equal_LE,
    ("not_equal", "LE"): if_else_not_equal_LE,
    ("equal", "EL"): if_else_equal_EL,
    ("not_equal", "EL"): if_else_not_equal_EL,
    ("equal", "EE"): if_else_equal_EE,
    ("not_equal", "EE"): if_else_not_equal_EE,
}
