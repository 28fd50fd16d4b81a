"""Comparisons and tests for truth: as a value, and inside `if`.

Written by templates.py; change it there. Over 400 lines, because the variants are written out.
"""

# ruff: noqa: D103 - one description serves all variants, see templates.py
from collections.abc import Callable

from interpreter.builder import BREAK
from interpreter.errors import Site
from interpreter.limits import STEPS
from interpreter.metatables import equals, less, less_equal
from interpreter.nodes import Frame, Node, Spend
from interpreter.values import Value


def less_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        return (
            left < right
            if left.__class__ is float and right.__class__ is float
            else less(left, right, lua_site)
        )

    return node


def if_less_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left < right
            if left.__class__ is float and right.__class__ is float
            else less(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_not_less_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left < right
            if left.__class__ is float and right.__class__ is float
            else less(left, right, lua_site)
        ):
            return None
        return then(f)

    return node


def if_else_less_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left < right
            if left.__class__ is float and right.__class__ is float
            else less(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def while_less_LL(a: int, b: int, lua_site: Site, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                left = f[a]
                right = f[b]
                if (
                    left < right
                    if left.__class__ is float and right.__class__ is float
                    else less(left, right, lua_site)
                ):
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node


def less_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        return left < right if left.__class__ is float else less(left, right, lua_site)

    return node


def if_less_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left < right if left.__class__ is float else less(left, right, lua_site):
            return then(f)
        return None

    return node


def if_not_less_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left < right if left.__class__ is float else less(left, right, lua_site):
            return None
        return then(f)

    return node


def if_else_less_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left < right if left.__class__ is float else less(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def while_less_LK(a: int, b: Value, lua_site: Site, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                left = f[a]
                right = b
                if left < right if left.__class__ is float else less(left, right, lua_site):
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node


def less_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        return left < right if left.__class__ is float else less(left, right, lua_site)

    return node


def if_less_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left < right if left.__class__ is float else less(left, right, lua_site):
            return then(f)
        return None

    return node


def if_not_less_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left < right if left.__class__ is float else less(left, right, lua_site):
            return None
        return then(f)

    return node


def if_else_less_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left < right if left.__class__ is float else less(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def less_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return (
            left < right
            if left.__class__ is float and right.__class__ is float
            else less(left, right, lua_site)
        )

    return node


def if_less_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left < right
            if left.__class__ is float and right.__class__ is float
            else less(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_not_less_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left < right
            if left.__class__ is float and right.__class__ is float
            else less(left, right, lua_site)
        ):
            return None
        return then(f)

    return node


def if_else_less_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left < right
            if left.__class__ is float and right.__class__ is float
            else less(left, right, lua_site)
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
            if left.__class__ is float and right.__class__ is float
            else less_equal(left, right, lua_site)
        )

    return node


def if_less_equal_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left <= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_not_less_equal_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left <= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(left, right, lua_site)
        ):
            return None
        return then(f)

    return node


def if_else_less_equal_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left <= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def while_less_equal_LL(a: int, b: int, lua_site: Site, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                left = f[a]
                right = f[b]
                if (
                    left <= right
                    if left.__class__ is float and right.__class__ is float
                    else less_equal(left, right, lua_site)
                ):
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node


def less_equal_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        return left <= right if left.__class__ is float else less_equal(left, right, lua_site)

    return node


def if_less_equal_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left <= right if left.__class__ is float else less_equal(left, right, lua_site):
            return then(f)
        return None

    return node


def if_not_less_equal_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left <= right if left.__class__ is float else less_equal(left, right, lua_site):
            return None
        return then(f)

    return node


def if_else_less_equal_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left <= right if left.__class__ is float else less_equal(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def while_less_equal_LK(a: int, b: Value, lua_site: Site, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                left = f[a]
                right = b
                if left <= right if left.__class__ is float else less_equal(left, right, lua_site):
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node


def less_equal_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        return left <= right if left.__class__ is float else less_equal(left, right, lua_site)

    return node


def if_less_equal_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left <= right if left.__class__ is float else less_equal(left, right, lua_site):
            return then(f)
        return None

    return node


def if_not_less_equal_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left <= right if left.__class__ is float else less_equal(left, right, lua_site):
            return None
        return then(f)

    return node


def if_else_less_equal_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left <= right if left.__class__ is float else less_equal(left, right, lua_site):
            return then(f)
        return orelse(f)

    return node


def less_equal_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return (
            left <= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(left, right, lua_site)
        )

    return node


def if_less_equal_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left <= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_not_less_equal_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left <= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(left, right, lua_site)
        ):
            return None
        return then(f)

    return node


def if_else_less_equal_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left <= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def greater_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        return (
            left > right
            if left.__class__ is float and right.__class__ is float
            else less(right, left, lua_site)
        )

    return node


def if_greater_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left > right
            if left.__class__ is float and right.__class__ is float
            else less(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_not_greater_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left > right
            if left.__class__ is float and right.__class__ is float
            else less(right, left, lua_site)
        ):
            return None
        return then(f)

    return node


def if_else_greater_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left > right
            if left.__class__ is float and right.__class__ is float
            else less(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def while_greater_LL(a: int, b: int, lua_site: Site, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                left = f[a]
                right = f[b]
                if (
                    left > right
                    if left.__class__ is float and right.__class__ is float
                    else less(right, left, lua_site)
                ):
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node


def greater_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        return left > right if left.__class__ is float else less(right, left, lua_site)

    return node


def if_greater_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left > right if left.__class__ is float else less(right, left, lua_site):
            return then(f)
        return None

    return node


def if_not_greater_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left > right if left.__class__ is float else less(right, left, lua_site):
            return None
        return then(f)

    return node


def if_else_greater_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left > right if left.__class__ is float else less(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def while_greater_LK(a: int, b: Value, lua_site: Site, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                left = f[a]
                right = b
                if left > right if left.__class__ is float else less(right, left, lua_site):
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node


def greater_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        return left > right if left.__class__ is float else less(right, left, lua_site)

    return node


def if_greater_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left > right if left.__class__ is float else less(right, left, lua_site):
            return then(f)
        return None

    return node


def if_not_greater_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left > right if left.__class__ is float else less(right, left, lua_site):
            return None
        return then(f)

    return node


def if_else_greater_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left > right if left.__class__ is float else less(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def greater_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return (
            left > right
            if left.__class__ is float and right.__class__ is float
            else less(right, left, lua_site)
        )

    return node


def if_greater_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left > right
            if left.__class__ is float and right.__class__ is float
            else less(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_not_greater_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left > right
            if left.__class__ is float and right.__class__ is float
            else less(right, left, lua_site)
        ):
            return None
        return then(f)

    return node


def if_else_greater_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left > right
            if left.__class__ is float and right.__class__ is float
            else less(right, left, lua_site)
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
            if left.__class__ is float and right.__class__ is float
            else less_equal(right, left, lua_site)
        )

    return node


def if_greater_equal_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left >= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_not_greater_equal_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left >= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(right, left, lua_site)
        ):
            return None
        return then(f)

    return node


def if_else_greater_equal_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left >= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def while_greater_equal_LL(a: int, b: int, lua_site: Site, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                left = f[a]
                right = f[b]
                if (
                    left >= right
                    if left.__class__ is float and right.__class__ is float
                    else less_equal(right, left, lua_site)
                ):
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node


def greater_equal_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        return left >= right if left.__class__ is float else less_equal(right, left, lua_site)

    return node


def if_greater_equal_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left >= right if left.__class__ is float else less_equal(right, left, lua_site):
            return then(f)
        return None

    return node


def if_not_greater_equal_LK(a: int, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left >= right if left.__class__ is float else less_equal(right, left, lua_site):
            return None
        return then(f)

    return node


def if_else_greater_equal_LK(a: int, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left >= right if left.__class__ is float else less_equal(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def while_greater_equal_LK(a: int, b: Value, lua_site: Site, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                left = f[a]
                right = b
                if left >= right if left.__class__ is float else less_equal(right, left, lua_site):
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node


def greater_equal_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        return left >= right if left.__class__ is float else less_equal(right, left, lua_site)

    return node


def if_greater_equal_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left >= right if left.__class__ is float else less_equal(right, left, lua_site):
            return then(f)
        return None

    return node


def if_not_greater_equal_EK(a: Node, b: Value, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left >= right if left.__class__ is float else less_equal(right, left, lua_site):
            return None
        return then(f)

    return node


def if_else_greater_equal_EK(a: Node, b: Value, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left >= right if left.__class__ is float else less_equal(right, left, lua_site):
            return then(f)
        return orelse(f)

    return node


def greater_equal_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return (
            left >= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(right, left, lua_site)
        )

    return node


def if_greater_equal_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left >= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return None

    return node


def if_not_greater_equal_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left >= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(right, left, lua_site)
        ):
            return None
        return then(f)

    return node


def if_else_greater_equal_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left >= right
            if left.__class__ is float and right.__class__ is float
            else less_equal(right, left, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def equal_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        return (
            left == right
            if left.__class__ is float and right.__class__ is float
            else equals(left, right, lua_site)
        )

    return node


def if_equal_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left == right
            if left.__class__ is float and right.__class__ is float
            else equals(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_not_equal_LL(a: int, b: int, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left == right
            if left.__class__ is float and right.__class__ is float
            else equals(left, right, lua_site)
        ):
            return None
        return then(f)

    return node


def if_else_equal_LL(a: int, b: int, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if (
            left == right
            if left.__class__ is float and right.__class__ is float
            else equals(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def while_equal_LL(a: int, b: int, lua_site: Site, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                left = f[a]
                right = f[b]
                if (
                    left == right
                    if left.__class__ is float and right.__class__ is float
                    else equals(left, right, lua_site)
                ):
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node


def equal_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        return (
            left == right
            if left.__class__ is float and right.__class__ is float
            else equals(left, right, lua_site)
        )

    return node


def if_equal_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left == right
            if left.__class__ is float and right.__class__ is float
            else equals(left, right, lua_site)
        ):
            return then(f)
        return None

    return node


def if_not_equal_EE(a: Node, b: Node, lua_site: Site, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left == right
            if left.__class__ is float and right.__class__ is float
            else equals(left, right, lua_site)
        ):
            return None
        return then(f)

    return node


def if_else_equal_EE(a: Node, b: Node, lua_site: Site, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if (
            left == right
            if left.__class__ is float and right.__class__ is float
            else equals(left, right, lua_site)
        ):
            return then(f)
        return orelse(f)

    return node


def equal_LK(a: int, b: Value) -> Node:
    def node(f: Frame) -> Value:
        return f[a] == b

    return node


def if_equal_LK(a: int, b: Value, then: Node) -> Node:
    def node(f: Frame) -> Value:
        if f[a] == b:
            return then(f)
        return None

    return node


def if_not_equal_LK(a: int, b: Value, then: Node) -> Node:
    def node(f: Frame) -> Value:
        if f[a] == b:
            return None
        return then(f)

    return node


def if_else_equal_LK(a: int, b: Value, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        if f[a] == b:
            return then(f)
        return orelse(f)

    return node


def while_equal_LK(a: int, b: Value, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                if f[a] == b:
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node


def bit_LK(a: int, b: Value) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        return left == b and left.__class__ is float

    return node


def if_bit_LK(a: int, b: Value, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left == b and left.__class__ is float:
            return then(f)
        return None

    return node


def if_not_bit_LK(a: int, b: Value, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left == b and left.__class__ is float:
            return None
        return then(f)

    return node


def if_else_bit_LK(a: int, b: Value, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left == b and left.__class__ is float:
            return then(f)
        return orelse(f)

    return node


def while_bit_LK(a: int, b: Value, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                left = f[a]
                if left == b and left.__class__ is float:
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node


def is_LK(a: int, b: Value) -> Node:
    def node(f: Frame) -> Value:
        return f[a] is b

    return node


def if_is_LK(a: int, b: Value, then: Node) -> Node:
    def node(f: Frame) -> Value:
        if f[a] is b:
            return then(f)
        return None

    return node


def if_not_is_LK(a: int, b: Value, then: Node) -> Node:
    def node(f: Frame) -> Value:
        if f[a] is b:
            return None
        return then(f)

    return node


def if_else_is_LK(a: int, b: Value, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        if f[a] is b:
            return then(f)
        return orelse(f)

    return node


def while_is_LK(a: int, b: Value, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                if f[a] is b:
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node


def truth_L(a: int) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        return left is not None and left is not False

    return node


def if_truth_L(a: int, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left is not None and left is not False:
            return then(f)
        return None

    return node


def if_not_truth_L(a: int, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left is not None and left is not False:
            return None
        return then(f)

    return node


def if_else_truth_L(a: int, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        if left is not None and left is not False:
            return then(f)
        return orelse(f)

    return node


def while_truth_L(a: int, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                left = f[a]
                if left is not None and left is not False:
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node


def equal_EK(a: Node, b: Value) -> Node:
    def node(f: Frame) -> Value:
        return a(f) == b

    return node


def if_equal_EK(a: Node, b: Value, then: Node) -> Node:
    def node(f: Frame) -> Value:
        if a(f) == b:
            return then(f)
        return None

    return node


def if_not_equal_EK(a: Node, b: Value, then: Node) -> Node:
    def node(f: Frame) -> Value:
        if a(f) == b:
            return None
        return then(f)

    return node


def if_else_equal_EK(a: Node, b: Value, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        if a(f) == b:
            return then(f)
        return orelse(f)

    return node


def bit_EK(a: Node, b: Value) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        return left == b and left.__class__ is float

    return node


def if_bit_EK(a: Node, b: Value, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left == b and left.__class__ is float:
            return then(f)
        return None

    return node


def if_not_bit_EK(a: Node, b: Value, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left == b and left.__class__ is float:
            return None
        return then(f)

    return node


def if_else_bit_EK(a: Node, b: Value, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left == b and left.__class__ is float:
            return then(f)
        return orelse(f)

    return node


def is_EK(a: Node, b: Value) -> Node:
    def node(f: Frame) -> Value:
        return a(f) is b

    return node


def if_is_EK(a: Node, b: Value, then: Node) -> Node:
    def node(f: Frame) -> Value:
        if a(f) is b:
            return then(f)
        return None

    return node


def if_not_is_EK(a: Node, b: Value, then: Node) -> Node:
    def node(f: Frame) -> Value:
        if a(f) is b:
            return None
        return then(f)

    return node


def if_else_is_EK(a: Node, b: Value, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        if a(f) is b:
            return then(f)
        return orelse(f)

    return node


def truth_E(a: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        return left is not None and left is not False

    return node


def if_truth_E(a: Node, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left is not None and left is not False:
            return then(f)
        return None

    return node


def if_not_truth_E(a: Node, then: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left is not None and left is not False:
            return None
        return then(f)

    return node


def if_else_truth_E(a: Node, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        if left is not None and left is not False:
            return then(f)
        return orelse(f)

    return node


def test_E(a: Node) -> Node:
    def node(f: Frame) -> Value:
        return a(f)

    return node


def if_test_E(a: Node, then: Node) -> Node:
    def node(f: Frame) -> Value:
        if a(f):
            return then(f)
        return None

    return node


def if_not_test_E(a: Node, then: Node) -> Node:
    def node(f: Frame) -> Value:
        if a(f):
            return None
        return then(f)

    return node


def if_else_test_E(a: Node, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        if a(f):
            return then(f)
        return orelse(f)

    return node


# test, kinds of the operands
CONDITIONS: dict[tuple[str, str], Callable[..., Node]] = {
    ("less", "LL"): less_LL,
    ("less", "LK"): less_LK,
    ("less", "EK"): less_EK,
    ("less", "EE"): less_EE,
    ("less_equal", "LL"): less_equal_LL,
    ("less_equal", "LK"): less_equal_LK,
    ("less_equal", "EK"): less_equal_EK,
    ("less_equal", "EE"): less_equal_EE,
    ("greater", "LL"): greater_LL,
    ("greater", "LK"): greater_LK,
    ("greater", "EK"): greater_EK,
    ("greater", "EE"): greater_EE,
    ("greater_equal", "LL"): greater_equal_LL,
    ("greater_equal", "LK"): greater_equal_LK,
    ("greater_equal", "EK"): greater_equal_EK,
    ("greater_equal", "EE"): greater_equal_EE,
    ("equal", "LL"): equal_LL,
    ("equal", "EE"): equal_EE,
    ("equal", "LK"): equal_LK,
    ("bit", "LK"): bit_LK,
    ("is", "LK"): is_LK,
    ("truth", "L"): truth_L,
    ("equal", "EK"): equal_EK,
    ("bit", "EK"): bit_EK,
    ("is", "EK"): is_EK,
    ("truth", "E"): truth_E,
    ("test", "E"): test_E,
}


# test, kinds of the operands
IFS: dict[tuple[str, str], Callable[..., Node]] = {
    ("less", "LL"): if_less_LL,
    ("less", "LK"): if_less_LK,
    ("less", "EK"): if_less_EK,
    ("less", "EE"): if_less_EE,
    ("less_equal", "LL"): if_less_equal_LL,
    ("less_equal", "LK"): if_less_equal_LK,
    ("less_equal", "EK"): if_less_equal_EK,
    ("less_equal", "EE"): if_less_equal_EE,
    ("greater", "LL"): if_greater_LL,
    ("greater", "LK"): if_greater_LK,
    ("greater", "EK"): if_greater_EK,
    ("greater", "EE"): if_greater_EE,
    ("greater_equal", "LL"): if_greater_equal_LL,
    ("greater_equal", "LK"): if_greater_equal_LK,
    ("greater_equal", "EK"): if_greater_equal_EK,
    ("greater_equal", "EE"): if_greater_equal_EE,
    ("equal", "LL"): if_equal_LL,
    ("equal", "EE"): if_equal_EE,
    ("equal", "LK"): if_equal_LK,
    ("bit", "LK"): if_bit_LK,
    ("is", "LK"): if_is_LK,
    ("truth", "L"): if_truth_L,
    ("equal", "EK"): if_equal_EK,
    ("bit", "EK"): if_bit_EK,
    ("is", "EK"): if_is_EK,
    ("truth", "E"): if_truth_E,
    ("test", "E"): if_test_E,
}


# test, kinds of the operands
IF_NOTS: dict[tuple[str, str], Callable[..., Node]] = {
    ("less", "LL"): if_not_less_LL,
    ("less", "LK"): if_not_less_LK,
    ("less", "EK"): if_not_less_EK,
    ("less", "EE"): if_not_less_EE,
    ("less_equal", "LL"): if_not_less_equal_LL,
    ("less_equal", "LK"): if_not_less_equal_LK,
    ("less_equal", "EK"): if_not_less_equal_EK,
    ("less_equal", "EE"): if_not_less_equal_EE,
    ("greater", "LL"): if_not_greater_LL,
    ("greater", "LK"): if_not_greater_LK,
    ("greater", "EK"): if_not_greater_EK,
    ("greater", "EE"): if_not_greater_EE,
    ("greater_equal", "LL"): if_not_greater_equal_LL,
    ("greater_equal", "LK"): if_not_greater_equal_LK,
    ("greater_equal", "EK"): if_not_greater_equal_EK,
    ("greater_equal", "EE"): if_not_greater_equal_EE,
    ("equal", "LL"): if_not_equal_LL,
    ("equal", "EE"): if_not_equal_EE,
    ("equal", "LK"): if_not_equal_LK,
    ("bit", "LK"): if_not_bit_LK,
    ("is", "LK"): if_not_is_LK,
    ("truth", "L"): if_not_truth_L,
    ("equal", "EK"): if_not_equal_EK,
    ("bit", "EK"): if_not_bit_EK,
    ("is", "EK"): if_not_is_EK,
    ("truth", "E"): if_not_truth_E,
    ("test", "E"): if_not_test_E,
}


# test, kinds of the operands
IF_ELSES: dict[tuple[str, str], Callable[..., Node]] = {
    ("less", "LL"): if_else_less_LL,
    ("less", "LK"): if_else_less_LK,
    ("less", "EK"): if_else_less_EK,
    ("less", "EE"): if_else_less_EE,
    ("less_equal", "LL"): if_else_less_equal_LL,
    ("less_equal", "LK"): if_else_less_equal_LK,
    ("less_equal", "EK"): if_else_less_equal_EK,
    ("less_equal", "EE"): if_else_less_equal_EE,
    ("greater", "LL"): if_else_greater_LL,
    ("greater", "LK"): if_else_greater_LK,
    ("greater", "EK"): if_else_greater_EK,
    ("greater", "EE"): if_else_greater_EE,
    ("greater_equal", "LL"): if_else_greater_equal_LL,
    ("greater_equal", "LK"): if_else_greater_equal_LK,
    ("greater_equal", "EK"): if_else_greater_equal_EK,
    ("greater_equal", "EE"): if_else_greater_equal_EE,
    ("equal", "LL"): if_else_equal_LL,
    ("equal", "EE"): if_else_equal_EE,
    ("equal", "LK"): if_else_equal_LK,
    ("bit", "LK"): if_else_bit_LK,
    ("is", "LK"): if_else_is_LK,
    ("truth", "L"): if_else_truth_L,
    ("equal", "EK"): if_else_equal_EK,
    ("bit", "EK"): if_else_bit_EK,
    ("is", "EK"): if_else_is_EK,
    ("truth", "E"): if_else_truth_E,
    ("test", "E"): if_else_test_E,
}


# test, kinds of the operands
WHILES: dict[tuple[str, str], Callable[..., Node]] = {
    ("less", "LL"): while_less_LL,
    ("less", "LK"): while_less_LK,
    ("less_equal", "LL"): while_less_equal_LL,
    ("less_equal", "LK"): while_less_equal_LK,
    ("greater", "LL"): while_greater_LL,
    ("greater", "LK"): while_greater_LK,
    ("greater_equal", "LL"): while_greater_equal_LL,
    ("greater_equal", "LK"): while_greater_equal_LK,
    ("equal", "LL"): while_equal_LL,
    ("equal", "LK"): while_equal_LK,
    ("bit", "LK"): while_bit_LK,
    ("is", "LK"): while_is_LK,
    ("truth", "L"): while_truth_L,
}
