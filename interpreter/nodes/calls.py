"""Calls with up to three plain arguments.

Written by templates.py; change it there. Over 400 lines, because the variants are written out.
"""

# ruff: noqa: D103 - one description serves all variants: templates.py
from collections.abc import Callable, Iterator

from interpreter.errors import Site
from interpreter.function import HOST, invoke, make_frame
from interpreter.metatables import call_handler, index
from interpreter.nodes import Frame, Node, Pause
from interpreter.table import LuaTable
from interpreter.values import Value


def call_L_(a: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]

        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(callee, (function,))
        else:
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_L__all(a: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]

        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(callee, (function,))
        else:
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
        return result

    return node


def call_L_L(a: int, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                )
            else:
                result = callee.body(make_frame(callee, (v1,)))
        if type(result) is tuple:
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
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                )
            else:
                result = callee.body(make_frame(callee, (v1,)))
        return result

    return node


def call_L_E(a: int, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                )
            else:
                result = callee.body(make_frame(callee, (v1,)))
        if type(result) is tuple:
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
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                )
            else:
                result = callee.body(make_frame(callee, (v1,)))
        return result

    return node


def call_L_LL(a: int, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
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
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        return result

    return node


def call_L_LE(a: int, x1: int, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = f[x1]
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_L_LE_all(a: int, x1: int, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = f[x1]
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        return result

    return node


def call_L_EL(a: int, x1: Node, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = x1(f)
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_L_EL_all(a: int, x1: Node, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = x1(f)
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        return result

    return node


def call_L_EE(a: int, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
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
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        return result

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
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                    v3,
                )
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
        if type(result) is tuple:
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
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                    v3,
                )
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
        return result

    return node


def call_L_LLL(
    a: int, x1: int, x2: int, x3: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = f[x1]
        v2 = f[x2]
        v3 = f[x3]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                    v3,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_L_LLL_all(
    a: int, x1: int, x2: int, x3: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        function = f[a]
        v1 = f[x1]
        v2 = f[x2]
        v3 = f[x3]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                    v3,
                )
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
        return result

    return node


def call_E_(a: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)

        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(callee, (function,))
        else:
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_E__all(a: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)

        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(callee, (function,))
        else:
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
        return result

    return node


def call_E_L(a: Node, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                )
            else:
                result = callee.body(make_frame(callee, (v1,)))
        if type(result) is tuple:
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
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                )
            else:
                result = callee.body(make_frame(callee, (v1,)))
        return result

    return node


def call_E_E(a: Node, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                )
            else:
                result = callee.body(make_frame(callee, (v1,)))
        if type(result) is tuple:
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
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                )
            else:
                result = callee.body(make_frame(callee, (v1,)))
        return result

    return node


def call_E_LL(a: Node, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
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
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        return result

    return node


def call_E_LE(a: Node, x1: int, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = f[x1]
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_E_LE_all(a: Node, x1: int, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = f[x1]
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        return result

    return node


def call_E_EL(a: Node, x1: Node, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_E_EL_all(a: Node, x1: Node, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        return result

    return node


def call_E_EE(a: Node, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
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
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        return result

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
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                    v3,
                )
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
        if type(result) is tuple:
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
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                    v3,
                )
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
        return result

    return node


def call_E_LLL(
    a: Node, x1: int, x2: int, x3: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = f[x1]
        v2 = f[x2]
        v3 = f[x3]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                    v3,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_E_LLL_all(
    a: Node, x1: int, x2: int, x3: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        function = a(f)
        v1 = f[x1]
        v2 = f[x2]
        v3 = f[x3]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                    v3,
                )
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
        return result

    return node


def call_G_(environment: int, a: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)

        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(callee, (function,))
        else:
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_G__all(environment: int, a: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)

        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(callee, (function,))
        else:
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
        return result

    return node


def call_G_L(environment: int, a: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                )
            else:
                result = callee.body(make_frame(callee, (v1,)))
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_L_all(
    environment: int, a: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                )
            else:
                result = callee.body(make_frame(callee, (v1,)))
        return result

    return node


def call_G_E(environment: int, a: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                )
            else:
                result = callee.body(make_frame(callee, (v1,)))
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_E_all(
    environment: int, a: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                )
            else:
                result = callee.body(make_frame(callee, (v1,)))
        return result

    return node


def call_G_LL(
    environment: int, a: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_LL_all(
    environment: int, a: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        return result

    return node


def call_G_LE(
    environment: int, a: str, x1: int, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = f[x1]
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_LE_all(
    environment: int, a: str, x1: int, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = f[x1]
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        return result

    return node


def call_G_EL(
    environment: int, a: str, x1: Node, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = x1(f)
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_EL_all(
    environment: int, a: str, x1: Node, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = x1(f)
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        return result

    return node


def call_G_EE(
    environment: int, a: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_EE_all(
    environment: int, a: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                )
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
        return result

    return node


def call_G_EEE(
    environment: int,
    a: str,
    x1: Node,
    x2: Node,
    x3: Node,
    lua_site: Site,
    ticks: Iterator[bool],
    pause: Pause,
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                    v3,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_EEE_all(
    environment: int,
    a: str,
    x1: Node,
    x2: Node,
    x3: Node,
    lua_site: Site,
    ticks: Iterator[bool],
    pause: Pause,
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                    v3,
                )
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
        return result

    return node


def call_G_LLL(
    environment: int, a: str, x1: int, x2: int, x3: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = f[x1]
        v2 = f[x2]
        v3 = f[x3]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                    v3,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_G_LLL_all(
    environment: int, a: str, x1: int, x2: int, x3: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)
        v1 = f[x1]
        v2 = f[x2]
        v3 = f[x3]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    v1,
                    v2,
                    v3,
                )
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
        return result

    return node


def call_ML_(a: int, name: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)

        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                )
            else:
                result = callee.body(make_frame(callee, (object,)))
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML__all(a: int, name: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)

        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                )
            else:
                result = callee.body(make_frame(callee, (object,)))
        return result

    return node


def call_ML_L(a: int, name: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_L_all(a: int, name: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                )
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
        return result

    return node


def call_ML_E(a: int, name: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_E_all(a: int, name: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                )
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
        return result

    return node


def call_ML_LL(
    a: int, name: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_LL_all(
    a: int, name: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        return result

    return node


def call_ML_LE(
    a: int, name: str, x1: int, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_LE_all(
    a: int, name: str, x1: int, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        return result

    return node


def call_ML_EL(
    a: int, name: str, x1: Node, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_EL_all(
    a: int, name: str, x1: Node, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        return result

    return node


def call_ML_EE(
    a: int, name: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_EE_all(
    a: int, name: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        return result

    return node


def call_ML_EEE(
    a: int, name: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 4:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                    v3,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_EEE_all(
    a: int, name: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 4:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                    v3,
                )
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
        return result

    return node


def call_ML_LLL(
    a: int, name: str, x1: int, x2: int, x3: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        v3 = f[x3]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 4:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                    v3,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ML_LLL_all(
    a: int, name: str, x1: int, x2: int, x3: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = f[a]
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        v3 = f[x3]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 4:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                    v3,
                )
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
        return result

    return node


def call_ME_(a: Node, name: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)

        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                )
            else:
                result = callee.body(make_frame(callee, (object,)))
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME__all(a: Node, name: str, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)

        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                ),
            )
        else:
            callee = function
            if arity == 1:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                )
            else:
                result = callee.body(make_frame(callee, (object,)))
        return result

    return node


def call_ME_L(a: Node, name: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_L_all(a: Node, name: str, x1: int, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                )
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
        return result

    return node


def call_ME_E(a: Node, name: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_E_all(a: Node, name: str, x1: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                ),
            )
        else:
            callee = function
            if arity == 2:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                )
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
        return result

    return node


def call_ME_LL(
    a: Node, name: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_LL_all(
    a: Node, name: str, x1: int, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        return result

    return node


def call_ME_LE(
    a: Node, name: str, x1: int, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_LE_all(
    a: Node, name: str, x1: int, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        return result

    return node


def call_ME_EL(
    a: Node, name: str, x1: Node, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_EL_all(
    a: Node, name: str, x1: Node, x2: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        v2 = f[x2]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        return result

    return node


def call_ME_EE(
    a: Node, name: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_EE_all(
    a: Node, name: str, x1: Node, x2: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                ),
            )
        else:
            callee = function
            if arity == 3:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                )
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
        return result

    return node


def call_ME_EEE(
    a: Node, name: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 4:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                    v3,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_EEE_all(
    a: Node, name: str, x1: Node, x2: Node, x3: Node, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = x1(f)
        v2 = x2(f)
        v3 = x3(f)
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 4:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                    v3,
                )
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
        return result

    return node


def call_ME_LLL(
    a: Node, name: str, x1: int, x2: int, x3: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        v3 = f[x3]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 4:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                    v3,
                )
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
        if type(result) is tuple:
            return result[0] if result else None
        return result

    return node


def call_ME_LLL_all(
    a: Node, name: str, x1: int, x2: int, x3: int, lua_site: Site, ticks: Iterator[bool], pause: Pause
) -> Node:
    def node(f: Frame) -> Value:
        object = a(f)
        function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)
        v1 = f[x1]
        v2 = f[x2]
        v3 = f[x3]
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(
                callee,
                (
                    function,
                    object,
                    v1,
                    v2,
                    v3,
                ),
            )
        else:
            callee = function
            if arity == 4:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([object, v1, v2, v3, *callee.rest])
            elif arity == HOST:
                result = callee.call(
                    object,
                    v1,
                    v2,
                    v3,
                )
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
        return result

    return node


# where the function is, kinds of the arguments: one result
CALLS: dict[tuple[str, str], Callable[..., Node]] = {
    ("L", ""): call_L_,
    ("L", "L"): call_L_L,
    ("L", "E"): call_L_E,
    ("L", "LL"): call_L_LL,
    ("L", "LE"): call_L_LE,
    ("L", "EL"): call_L_EL,
    ("L", "EE"): call_L_EE,
    ("L", "EEE"): call_L_EEE,
    ("L", "LLL"): call_L_LLL,
    ("E", ""): call_E_,
    ("E", "L"): call_E_L,
    ("E", "E"): call_E_E,
    ("E", "LL"): call_E_LL,
    ("E", "LE"): call_E_LE,
    ("E", "EL"): call_E_EL,
    ("E", "EE"): call_E_EE,
    ("E", "EEE"): call_E_EEE,
    ("E", "LLL"): call_E_LLL,
    ("G", ""): call_G_,
    ("G", "L"): call_G_L,
    ("G", "E"): call_G_E,
    ("G", "LL"): call_G_LL,
    ("G", "LE"): call_G_LE,
    ("G", "EL"): call_G_EL,
    ("G", "EE"): call_G_EE,
    ("G", "EEE"): call_G_EEE,
    ("G", "LLL"): call_G_LLL,
    ("ML", ""): call_ML_,
    ("ML", "L"): call_ML_L,
    ("ML", "E"): call_ML_E,
    ("ML", "LL"): call_ML_LL,
    ("ML", "LE"): call_ML_LE,
    ("ML", "EL"): call_ML_EL,
    ("ML", "EE"): call_ML_EE,
    ("ML", "EEE"): call_ML_EEE,
    ("ML", "LLL"): call_ML_LLL,
    ("ME", ""): call_ME_,
    ("ME", "L"): call_ME_L,
    ("ME", "E"): call_ME_E,
    ("ME", "LL"): call_ME_LL,
    ("ME", "LE"): call_ME_LE,
    ("ME", "EL"): call_ME_EL,
    ("ME", "EE"): call_ME_EE,
    ("ME", "EEE"): call_ME_EEE,
    ("ME", "LLL"): call_ME_LLL,
}


# the same: all results
CALLS_ALL: dict[tuple[str, str], Callable[..., Node]] = {
    ("L", ""): call_L__all,
    ("L", "L"): call_L_L_all,
    ("L", "E"): call_L_E_all,
    ("L", "LL"): call_L_LL_all,
    ("L", "LE"): call_L_LE_all,
    ("L", "EL"): call_L_EL_all,
    ("L", "EE"): call_L_EE_all,
    ("L", "EEE"): call_L_EEE_all,
    ("L", "LLL"): call_L_LLL_all,
    ("E", ""): call_E__all,
    ("E", "L"): call_E_L_all,
    ("E", "E"): call_E_E_all,
    ("E", "LL"): call_E_LL_all,
    ("E", "LE"): call_E_LE_all,
    ("E", "EL"): call_E_EL_all,
    ("E", "EE"): call_E_EE_all,
    ("E", "EEE"): call_E_EEE_all,
    ("E", "LLL"): call_E_LLL_all,
    ("G", ""): call_G__all,
    ("G", "L"): call_G_L_all,
    ("G", "E"): call_G_E_all,
    ("G", "LL"): call_G_LL_all,
    ("G", "LE"): call_G_LE_all,
    ("G", "EL"): call_G_EL_all,
    ("G", "EE"): call_G_EE_all,
    ("G", "EEE"): call_G_EEE_all,
    ("G", "LLL"): call_G_LLL_all,
    ("ML", ""): call_ML__all,
    ("ML", "L"): call_ML_L_all,
    ("ML", "E"): call_ML_E_all,
    ("ML", "LL"): call_ML_LL_all,
    ("ML", "LE"): call_ML_LE_all,
    ("ML", "EL"): call_ML_EL_all,
    ("ML", "EE"): call_ML_EE_all,
    ("ML", "EEE"): call_ML_EEE_all,
    ("ML", "LLL"): call_ML_LLL_all,
    ("ME", ""): call_ME__all,
    ("ME", "L"): call_ME_L_all,
    ("ME", "E"): call_ME_E_all,
    ("ME", "LL"): call_ME_LL_all,
    ("ME", "LE"): call_ME_LE_all,
    ("ME", "EL"): call_ME_EL_all,
    ("ME", "EE"): call_ME_EE_all,
    ("ME", "EEE"): call_ME_EEE_all,
    ("ME", "LLL"): call_ME_LLL_all,
}
