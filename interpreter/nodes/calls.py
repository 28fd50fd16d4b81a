"""Calls with up to three plain arguments.

Written by templates.py; change it there. Over 400 lines, because the variants are written out.
"""

# ruff: noqa: B007, D103 - one description serves all variants, see templates.py
from collections.abc import Callable, Iterator

from interpreter.errors import Site
from interpreter.function import DEEPEST, HOST, PENDING, make_frame
from interpreter.metatables import callable_value, index, string_method
from interpreter.nodes import Frame, Node, Pause
from interpreter.table import LuaTable
from interpreter.values import Value


def call_L(a: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 0:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([*callee.rest])
        elif arity == HOST:
            result = callee.call()
        else:
            result = callee.body(make_frame(callee, ()))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_L_all(a: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 0:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([*callee.rest])
        elif arity == HOST:
            return callee.call()
        else:
            return callee.body(make_frame(callee, ()))

    return node


def call_L_L(a: int, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_L_L_all(a: int, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_L_E(a: int, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_L_E_all(a: int, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_L_LL(a: int, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_L_LL_all(a: int, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_L_EE(a: int, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_L_EE_all(a: int, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_L_EEE(
    a: int, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, v3, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2, v3)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                        v3,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_L_EEE_all(
    a: int, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, v3, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2, v3)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                        v3,
                    ),
                )
            )

    return node


def call_L_O(a: int, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if v1.__class__ is tuple:
            result = callee.call(*v1) if arity == HOST else callee.body(make_frame(callee, v1))
        elif arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_L_O_all(a: int, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if v1.__class__ is tuple:
            return callee.call(*v1) if arity == HOST else callee.body(make_frame(callee, v1))
        elif arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_E(a: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 0:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([*callee.rest])
        elif arity == HOST:
            result = callee.call()
        else:
            result = callee.body(make_frame(callee, ()))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_E_all(a: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 0:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([*callee.rest])
        elif arity == HOST:
            return callee.call()
        else:
            return callee.body(make_frame(callee, ()))

    return node


def call_E_tail(a: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call()
        if arity == 0:
            for due in ticks:
                break
            if due:
                pause()
            frame = [*callee.rest]
        else:
            frame = make_frame(callee, ())
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_E_L(a: Node, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_E_L_all(a: Node, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_E_E(a: Node, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_E_E_all(a: Node, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_E_E_tail(a: Node, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(v1)
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            frame = [v1, *callee.rest]
        else:
            frame = make_frame(callee, (v1,))
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_E_LL(a: Node, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_E_LL_all(a: Node, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_E_EE(a: Node, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_E_EE_all(a: Node, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_E_EE_tail(a: Node, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(v1, v2)
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            frame = [v1, v2, *callee.rest]
        else:
            frame = make_frame(
                callee,
                (
                    v1,
                    v2,
                ),
            )
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_E_EEE(
    a: Node, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, v3, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2, v3)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                        v3,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_E_EEE_all(
    a: Node, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, v3, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2, v3)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                        v3,
                    ),
                )
            )

    return node


def call_E_EEE_tail(
    a: Node, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(v1, v2, v3)
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            frame = [v1, v2, v3, *callee.rest]
        else:
            frame = make_frame(
                callee,
                (
                    v1,
                    v2,
                    v3,
                ),
            )
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_E_O(a: Node, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if v1.__class__ is tuple:
            result = callee.call(*v1) if arity == HOST else callee.body(make_frame(callee, v1))
        elif arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_E_O_all(a: Node, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if v1.__class__ is tuple:
            return callee.call(*v1) if arity == HOST else callee.body(make_frame(callee, v1))
        elif arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_E_O_tail(a: Node, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(*(v1 if v1.__class__ is tuple else (v1,)))
        if arity == 1 and v1.__class__ is not tuple:
            for due in ticks:
                break
            if due:
                pause()
            frame = [v1, *callee.rest]
        else:
            frame = make_frame(callee, v1 if v1.__class__ is tuple else (v1,))
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_G(a: int, b: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 0:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([*callee.rest])
        elif arity == HOST:
            result = callee.call()
        else:
            result = callee.body(make_frame(callee, ()))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_all(a: int, b: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 0:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([*callee.rest])
        elif arity == HOST:
            return callee.call()
        else:
            return callee.body(make_frame(callee, ()))

    return node


def call_G_tail(a: int, b: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call()
        if arity == 0:
            for due in ticks:
                break
            if due:
                pause()
            frame = [*callee.rest]
        else:
            frame = make_frame(callee, ())
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_G_L(a: int, b: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_L_all(a: int, b: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_G_E(a: int, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_E_all(a: int, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_G_E_tail(a: int, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(v1)
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            frame = [v1, *callee.rest]
        else:
            frame = make_frame(callee, (v1,))
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_G_LL(a: int, b: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_LL_all(
    a: int, b: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_G_EE(
    a: int, b: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_EE_all(
    a: int, b: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_G_EE_tail(
    a: int, b: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(v1, v2)
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            frame = [v1, v2, *callee.rest]
        else:
            frame = make_frame(
                callee,
                (
                    v1,
                    v2,
                ),
            )
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_G_EEE(
    a: int, b: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, v3, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2, v3)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                        v3,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_EEE_all(
    a: int, b: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, v3, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2, v3)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                        v3,
                    ),
                )
            )

    return node


def call_G_EEE_tail(
    a: int, b: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(v1, v2, v3)
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            frame = [v1, v2, v3, *callee.rest]
        else:
            frame = make_frame(
                callee,
                (
                    v1,
                    v2,
                    v3,
                ),
            )
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_G_O(a: int, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if v1.__class__ is tuple:
            result = callee.call(*v1) if arity == HOST else callee.body(make_frame(callee, v1))
        elif arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_O_all(a: int, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if v1.__class__ is tuple:
            return callee.call(*v1) if arity == HOST else callee.body(make_frame(callee, v1))
        elif arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_G_O_tail(a: int, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(*(v1 if v1.__class__ is tuple else (v1,)))
        if arity == 1 and v1.__class__ is not tuple:
            for due in ticks:
                break
            if due:
                pause()
            frame = [v1, *callee.rest]
        else:
            frame = make_frame(callee, v1 if v1.__class__ is tuple else (v1,))
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_GK(a: int, b: str, c: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 0:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([*callee.rest])
        elif arity == HOST:
            result = callee.call()
        else:
            result = callee.body(make_frame(callee, ()))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_GK_all(a: int, b: str, c: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 0:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([*callee.rest])
        elif arity == HOST:
            return callee.call()
        else:
            return callee.body(make_frame(callee, ()))

    return node


def call_GK_L(a: int, b: str, c: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_GK_L_all(
    a: int, b: str, c: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_GK_E(a: int, b: str, c: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_GK_E_all(
    a: int, b: str, c: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_GK_LL(
    a: int, b: str, c: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_GK_LL_all(
    a: int, b: str, c: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_GK_EE(
    a: int, b: str, c: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_GK_EE_all(
    a: int, b: str, c: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_GK_EEE(
    a: int, b: str, c: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, v3, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2, v3)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                        v3,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_GK_EEE_all(
    a: int, b: str, c: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, v3, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2, v3)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                        v3,
                    ),
                )
            )

    return node


def call_GK_O(a: int, b: str, c: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if v1.__class__ is tuple:
            result = callee.call(*v1) if arity == HOST else callee.body(make_frame(callee, v1))
        elif arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_GK_O_all(
    a: int, b: str, c: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if v1.__class__ is tuple:
            return callee.call(*v1) if arity == HOST else callee.body(make_frame(callee, v1))
        elif arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_LK(a: int, b: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 0:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([*callee.rest])
        elif arity == HOST:
            result = callee.call()
        else:
            result = callee.body(make_frame(callee, ()))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_LK_all(a: int, b: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 0:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([*callee.rest])
        elif arity == HOST:
            return callee.call()
        else:
            return callee.body(make_frame(callee, ()))

    return node


def call_LK_tail(a: int, b: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call()
        if arity == 0:
            for due in ticks:
                break
            if due:
                pause()
            frame = [*callee.rest]
        else:
            frame = make_frame(callee, ())
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_LK_L(a: int, b: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_LK_L_all(a: int, b: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_LK_E(a: int, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1)
        else:
            result = callee.body(make_frame(callee, (v1,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_LK_E_all(a: int, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, *callee.rest])
        elif arity == HOST:
            return callee.call(v1)
        else:
            return callee.body(make_frame(callee, (v1,)))

    return node


def call_LK_E_tail(a: int, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(v1)
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            frame = [v1, *callee.rest]
        else:
            frame = make_frame(callee, (v1,))
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_LK_LL(a: int, b: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_LK_LL_all(
    a: int, b: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_LK_EE(
    a: int, b: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_LK_EE_all(
    a: int, b: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_LK_EE_tail(
    a: int, b: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(v1, v2)
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            frame = [v1, v2, *callee.rest]
        else:
            frame = make_frame(
                callee,
                (
                    v1,
                    v2,
                ),
            )
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_LK_EEE(
    a: int, b: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([v1, v2, v3, *callee.rest])
        elif arity == HOST:
            result = callee.call(v1, v2, v3)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                        v3,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_LK_EEE_all(
    a: int, b: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([v1, v2, v3, *callee.rest])
        elif arity == HOST:
            return callee.call(v1, v2, v3)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        v1,
                        v2,
                        v3,
                    ),
                )
            )

    return node


def call_LK_EEE_tail(
    a: int, b: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(v1, v2, v3)
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            frame = [v1, v2, v3, *callee.rest]
        else:
            frame = make_frame(
                callee,
                (
                    v1,
                    v2,
                    v3,
                ),
            )
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_ML(a: int, b: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, *callee.rest])
        elif arity == HOST:
            result = callee.call(object)
        else:
            result = callee.body(make_frame(callee, (object,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_all(a: int, b: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, *callee.rest])
        elif arity == HOST:
            return callee.call(object)
        else:
            return callee.body(make_frame(callee, (object,)))

    return node


def call_ML_L(a: int, b: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(object, v1)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_L_all(a: int, b: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, v1, *callee.rest])
        elif arity == HOST:
            return callee.call(object, v1)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                    ),
                )
            )

    return node


def call_ML_E(a: int, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(object, v1)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_E_all(a: int, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, v1, *callee.rest])
        elif arity == HOST:
            return callee.call(object, v1)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                    ),
                )
            )

    return node


def call_ML_LL(a: int, b: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(object, v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_LL_all(
    a: int, b: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(object, v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_ML_EE(
    a: int, b: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(object, v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_EE_all(
    a: int, b: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(object, v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_ML_EEE(
    a: int, b: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 4:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, v1, v2, v3, *callee.rest])
        elif arity == HOST:
            result = callee.call(object, v1, v2, v3)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                        v2,
                        v3,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_EEE_all(
    a: int, b: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 4:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, v1, v2, v3, *callee.rest])
        elif arity == HOST:
            return callee.call(object, v1, v2, v3)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                        v2,
                        v3,
                    ),
                )
            )

    return node


def call_ML_O(a: int, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if v1.__class__ is tuple:
            result = (
                callee.call(object, *v1) if arity == HOST else callee.body(make_frame(callee, (object, *v1)))
            )
        elif arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(object, v1)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_O_all(a: int, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if v1.__class__ is tuple:
            return (
                callee.call(object, *v1) if arity == HOST else callee.body(make_frame(callee, (object, *v1)))
            )
        elif arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, v1, *callee.rest])
        elif arity == HOST:
            return callee.call(object, v1)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                    ),
                )
            )

    return node


def call_ME(a: Node, b: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, *callee.rest])
        elif arity == HOST:
            result = callee.call(object)
        else:
            result = callee.body(make_frame(callee, (object,)))
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_all(a: Node, b: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, *callee.rest])
        elif arity == HOST:
            return callee.call(object)
        else:
            return callee.body(make_frame(callee, (object,)))

    return node


def call_ME_tail(a: Node, b: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(object)
        if arity == 1:
            for due in ticks:
                break
            if due:
                pause()
            frame = [object, *callee.rest]
        else:
            frame = make_frame(callee, (object,))
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_ME_L(a: Node, b: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(object, v1)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_L_all(a: Node, b: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, v1, *callee.rest])
        elif arity == HOST:
            return callee.call(object, v1)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                    ),
                )
            )

    return node


def call_ME_E(a: Node, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(object, v1)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_E_all(a: Node, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, v1, *callee.rest])
        elif arity == HOST:
            return callee.call(object, v1)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                    ),
                )
            )

    return node


def call_ME_E_tail(a: Node, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(object, v1)
        if arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            frame = [object, v1, *callee.rest]
        else:
            frame = make_frame(
                callee,
                (
                    object,
                    v1,
                ),
            )
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_ME_LL(
    a: Node, b: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(object, v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_LL_all(
    a: Node, b: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(object, v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_ME_EE(
    a: Node, b: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, v1, v2, *callee.rest])
        elif arity == HOST:
            result = callee.call(object, v1, v2)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                        v2,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_EE_all(
    a: Node, b: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, v1, v2, *callee.rest])
        elif arity == HOST:
            return callee.call(object, v1, v2)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                        v2,
                    ),
                )
            )

    return node


def call_ME_EE_tail(
    a: Node, b: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(object, v1, v2)
        if arity == 3:
            for due in ticks:
                break
            if due:
                pause()
            frame = [object, v1, v2, *callee.rest]
        else:
            frame = make_frame(
                callee,
                (
                    object,
                    v1,
                    v2,
                ),
            )
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_ME_EEE(
    a: Node, b: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 4:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, v1, v2, v3, *callee.rest])
        elif arity == HOST:
            result = callee.call(object, v1, v2, v3)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                        v2,
                        v3,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_EEE_all(
    a: Node, b: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if arity == 4:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, v1, v2, v3, *callee.rest])
        elif arity == HOST:
            return callee.call(object, v1, v2, v3)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                        v2,
                        v3,
                    ),
                )
            )

    return node


def call_ME_EEE_tail(
    a: Node, b: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(object, v1, v2, v3)
        if arity == 4:
            for due in ticks:
                break
            if due:
                pause()
            frame = [object, v1, v2, v3, *callee.rest]
        else:
            frame = make_frame(
                callee,
                (
                    object,
                    v1,
                    v2,
                    v3,
                ),
            )
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def call_ME_O(a: Node, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if v1.__class__ is tuple:
            result = (
                callee.call(object, *v1) if arity == HOST else callee.body(make_frame(callee, (object, *v1)))
            )
        elif arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            result = callee.body([object, v1, *callee.rest])
        elif arity == HOST:
            result = callee.call(object, v1)
        else:
            result = callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                    ),
                )
            )
        if result.__class__ is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_O_all(a: Node, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        if v1.__class__ is tuple:
            return (
                callee.call(object, *v1) if arity == HOST else callee.body(make_frame(callee, (object, *v1)))
            )
        elif arity == 2:
            for due in ticks:
                break
            if due:
                pause()
            return callee.body([object, v1, *callee.rest])
        elif arity == HOST:
            return callee.call(object, v1)
        else:
            return callee.body(
                make_frame(
                    callee,
                    (
                        object,
                        v1,
                    ),
                )
            )

    return node


def call_ME_O_tail(a: Node, b: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if object.__class__ is LuaTable:
            function = object.hash.get(b)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if behind.__class__ is LuaTable:
                    function = behind.hash.get(b)
                    if function is None and behind.metatable is not None:
                        behind = behind.metatable.hash.get("__index")
                        if behind.__class__ is LuaTable:
                            function = behind.hash.get(b)
        elif object.__class__ is str:
            function = string_method(b)
        if function is None:
            function = index(object, b, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call(object, *(v1 if v1.__class__ is tuple else (v1,)))
        if arity == 2 and v1.__class__ is not tuple:
            for due in ticks:
                break
            if due:
                pause()
            frame = [object, v1, *callee.rest]
        else:
            frame = make_frame(
                callee,
                (object, *v1)
                if v1.__class__ is tuple
                else (
                    object,
                    v1,
                ),
            )
        raw = callee.prototype.raw
        if raw is None:
            return callee.body(frame)
        depth = PENDING.depth
        if depth < DEEPEST:
            PENDING.depth = depth + 1
            result = raw(frame)
            PENDING.depth = depth
            if result is PENDING:
                PENDING.lost += 1
            return result
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


# where the function is, kinds of the arguments: for the first result
CALLS: dict[tuple[str, str], Callable[..., Node]] = {
    ("L", ""): call_L,
    ("L", "L"): call_L_L,
    ("L", "E"): call_L_E,
    ("L", "LL"): call_L_LL,
    ("L", "EE"): call_L_EE,
    ("L", "EEE"): call_L_EEE,
    ("L", "O"): call_L_O,
    ("E", ""): call_E,
    ("E", "L"): call_E_L,
    ("E", "E"): call_E_E,
    ("E", "LL"): call_E_LL,
    ("E", "EE"): call_E_EE,
    ("E", "EEE"): call_E_EEE,
    ("E", "O"): call_E_O,
    ("G", ""): call_G,
    ("G", "L"): call_G_L,
    ("G", "E"): call_G_E,
    ("G", "LL"): call_G_LL,
    ("G", "EE"): call_G_EE,
    ("G", "EEE"): call_G_EEE,
    ("G", "O"): call_G_O,
    ("GK", ""): call_GK,
    ("GK", "L"): call_GK_L,
    ("GK", "E"): call_GK_E,
    ("GK", "LL"): call_GK_LL,
    ("GK", "EE"): call_GK_EE,
    ("GK", "EEE"): call_GK_EEE,
    ("GK", "O"): call_GK_O,
    ("LK", ""): call_LK,
    ("LK", "L"): call_LK_L,
    ("LK", "E"): call_LK_E,
    ("LK", "LL"): call_LK_LL,
    ("LK", "EE"): call_LK_EE,
    ("LK", "EEE"): call_LK_EEE,
    ("ML", ""): call_ML,
    ("ML", "L"): call_ML_L,
    ("ML", "E"): call_ML_E,
    ("ML", "LL"): call_ML_LL,
    ("ML", "EE"): call_ML_EE,
    ("ML", "EEE"): call_ML_EEE,
    ("ML", "O"): call_ML_O,
    ("ME", ""): call_ME,
    ("ME", "L"): call_ME_L,
    ("ME", "E"): call_ME_E,
    ("ME", "LL"): call_ME_LL,
    ("ME", "EE"): call_ME_EE,
    ("ME", "EEE"): call_ME_EEE,
    ("ME", "O"): call_ME_O,
}


# the same, for all results
CALLS_ALL: dict[tuple[str, str], Callable[..., Node]] = {
    ("L", ""): call_L_all,
    ("L", "L"): call_L_L_all,
    ("L", "E"): call_L_E_all,
    ("L", "LL"): call_L_LL_all,
    ("L", "EE"): call_L_EE_all,
    ("L", "EEE"): call_L_EEE_all,
    ("L", "O"): call_L_O_all,
    ("E", ""): call_E_all,
    ("E", "L"): call_E_L_all,
    ("E", "E"): call_E_E_all,
    ("E", "LL"): call_E_LL_all,
    ("E", "EE"): call_E_EE_all,
    ("E", "EEE"): call_E_EEE_all,
    ("E", "O"): call_E_O_all,
    ("G", ""): call_G_all,
    ("G", "L"): call_G_L_all,
    ("G", "E"): call_G_E_all,
    ("G", "LL"): call_G_LL_all,
    ("G", "EE"): call_G_EE_all,
    ("G", "EEE"): call_G_EEE_all,
    ("G", "O"): call_G_O_all,
    ("GK", ""): call_GK_all,
    ("GK", "L"): call_GK_L_all,
    ("GK", "E"): call_GK_E_all,
    ("GK", "LL"): call_GK_LL_all,
    ("GK", "EE"): call_GK_EE_all,
    ("GK", "EEE"): call_GK_EEE_all,
    ("GK", "O"): call_GK_O_all,
    ("LK", ""): call_LK_all,
    ("LK", "L"): call_LK_L_all,
    ("LK", "E"): call_LK_E_all,
    ("LK", "LL"): call_LK_LL_all,
    ("LK", "EE"): call_LK_EE_all,
    ("LK", "EEE"): call_LK_EEE_all,
    ("ML", ""): call_ML_all,
    ("ML", "L"): call_ML_L_all,
    ("ML", "E"): call_ML_E_all,
    ("ML", "LL"): call_ML_LL_all,
    ("ML", "EE"): call_ML_EE_all,
    ("ML", "EEE"): call_ML_EEE_all,
    ("ML", "O"): call_ML_O_all,
    ("ME", ""): call_ME_all,
    ("ME", "L"): call_ME_L_all,
    ("ME", "E"): call_ME_E_all,
    ("ME", "LL"): call_ME_LL_all,
    ("ME", "EE"): call_ME_EE_all,
    ("ME", "EEE"): call_ME_EEE_all,
    ("ME", "O"): call_ME_O_all,
}


# the same, for the calling function's results
TAIL_CALLS: dict[tuple[str, str], Callable[..., Node]] = {
    ("E", ""): call_E_tail,
    ("E", "E"): call_E_E_tail,
    ("E", "EE"): call_E_EE_tail,
    ("E", "EEE"): call_E_EEE_tail,
    ("E", "O"): call_E_O_tail,
    ("G", ""): call_G_tail,
    ("G", "E"): call_G_E_tail,
    ("G", "EE"): call_G_EE_tail,
    ("G", "EEE"): call_G_EEE_tail,
    ("G", "O"): call_G_O_tail,
    ("LK", ""): call_LK_tail,
    ("LK", "E"): call_LK_E_tail,
    ("LK", "EE"): call_LK_EE_tail,
    ("LK", "EEE"): call_LK_EEE_tail,
    ("ME", ""): call_ME_tail,
    ("ME", "E"): call_ME_E_tail,
    ("ME", "EE"): call_ME_EE_tail,
    ("ME", "EEE"): call_ME_EEE_tail,
    ("ME", "O"): call_ME_O_tail,
}
