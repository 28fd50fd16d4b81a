"""Arithmetic on two operands, to a value or straight into a variable.

Written by templates.py; change it there. Over 400 lines, because the variants are written out.
"""

# ruff: noqa: D103 - one description serves all variants, see templates.py
from collections.abc import Callable

from interpreter.errors import Site
from interpreter.metatables import arithmetic, modulo
from interpreter.nodes import Frame, Node
from interpreter.values import Value


def add_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            return left + right
        return arithmetic("__add", left, right, lua_site)

    return node


def add_LL_to_local(target: int, a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            f[target] = left + right
        else:
            f[target] = arithmetic("__add", left, right, lua_site)

    return node


def add_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left.__class__ is float:
            return left + right
        return arithmetic("__add", left, right, lua_site)

    return node


def add_LK_to_local(target: int, a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left.__class__ is float:
            f[target] = left + right
        else:
            f[target] = arithmetic("__add", left, right, lua_site)

    return node


def add_KL(a: Value, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if right.__class__ is float:
            return left + right
        return arithmetic("__add", left, right, lua_site)

    return node


def add_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            return left + right
        return arithmetic("__add", left, right, lua_site)

    return node


def add_LE_to_local(target: int, a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            f[target] = left + right
        else:
            f[target] = arithmetic("__add", left, right, lua_site)

    return node


def add_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            return left + right
        return arithmetic("__add", left, right, lua_site)

    return node


def add_EL_to_local(target: int, a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            f[target] = left + right
        else:
            f[target] = arithmetic("__add", left, right, lua_site)

    return node


def add_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left.__class__ is float:
            return left + right
        return arithmetic("__add", left, right, lua_site)

    return node


def add_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            return left + right
        return arithmetic("__add", left, right, lua_site)

    return node


def add_EE_to_local(target: int, a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            f[target] = left + right
        else:
            f[target] = arithmetic("__add", left, right, lua_site)

    return node


def add_EE_to_cell(target: int, a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            f[target][0] = left + right
        else:
            f[target][0] = arithmetic("__add", left, right, lua_site)

    return node


def add_CK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a][0]
        right = b
        if left.__class__ is float:
            return left + right
        return arithmetic("__add", left, right, lua_site)

    return node


def add_CK_to_cell(target: int, a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a][0]
        right = b
        if left.__class__ is float:
            f[target][0] = left + right
        else:
            f[target][0] = arithmetic("__add", left, right, lua_site)

    return node


def add_CL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a][0]
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            return left + right
        return arithmetic("__add", left, right, lua_site)

    return node


def add_CL_to_cell(target: int, a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a][0]
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            f[target][0] = left + right
        else:
            f[target][0] = arithmetic("__add", left, right, lua_site)

    return node


def add_CE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a][0]
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            return left + right
        return arithmetic("__add", left, right, lua_site)

    return node


def add_CE_to_cell(target: int, a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a][0]
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            f[target][0] = left + right
        else:
            f[target][0] = arithmetic("__add", left, right, lua_site)

    return node


def subtract_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            return left - right
        return arithmetic("__sub", left, right, lua_site)

    return node


def subtract_LL_to_local(target: int, a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            f[target] = left - right
        else:
            f[target] = arithmetic("__sub", left, right, lua_site)

    return node


def subtract_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left.__class__ is float:
            return left - right
        return arithmetic("__sub", left, right, lua_site)

    return node


def subtract_LK_to_local(target: int, a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left.__class__ is float:
            f[target] = left - right
        else:
            f[target] = arithmetic("__sub", left, right, lua_site)

    return node


def subtract_KL(a: Value, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if right.__class__ is float:
            return left - right
        return arithmetic("__sub", left, right, lua_site)

    return node


def subtract_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            return left - right
        return arithmetic("__sub", left, right, lua_site)

    return node


def subtract_LE_to_local(target: int, a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            f[target] = left - right
        else:
            f[target] = arithmetic("__sub", left, right, lua_site)

    return node


def subtract_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            return left - right
        return arithmetic("__sub", left, right, lua_site)

    return node


def subtract_EL_to_local(target: int, a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            f[target] = left - right
        else:
            f[target] = arithmetic("__sub", left, right, lua_site)

    return node


def subtract_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left.__class__ is float:
            return left - right
        return arithmetic("__sub", left, right, lua_site)

    return node


def subtract_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            return left - right
        return arithmetic("__sub", left, right, lua_site)

    return node


def subtract_EE_to_local(target: int, a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            f[target] = left - right
        else:
            f[target] = arithmetic("__sub", left, right, lua_site)

    return node


def subtract_EE_to_cell(target: int, a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            f[target][0] = left - right
        else:
            f[target][0] = arithmetic("__sub", left, right, lua_site)

    return node


def subtract_CK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a][0]
        right = b
        if left.__class__ is float:
            return left - right
        return arithmetic("__sub", left, right, lua_site)

    return node


def subtract_CK_to_cell(target: int, a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a][0]
        right = b
        if left.__class__ is float:
            f[target][0] = left - right
        else:
            f[target][0] = arithmetic("__sub", left, right, lua_site)

    return node


def subtract_CL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a][0]
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            return left - right
        return arithmetic("__sub", left, right, lua_site)

    return node


def subtract_CL_to_cell(target: int, a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a][0]
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            f[target][0] = left - right
        else:
            f[target][0] = arithmetic("__sub", left, right, lua_site)

    return node


def subtract_CE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a][0]
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            return left - right
        return arithmetic("__sub", left, right, lua_site)

    return node


def subtract_CE_to_cell(target: int, a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a][0]
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            f[target][0] = left - right
        else:
            f[target][0] = arithmetic("__sub", left, right, lua_site)

    return node


def multiply_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            return left * right
        return arithmetic("__mul", left, right, lua_site)

    return node


def multiply_LL_to_local(target: int, a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            f[target] = left * right
        else:
            f[target] = arithmetic("__mul", left, right, lua_site)

    return node


def multiply_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left.__class__ is float:
            return left * right
        return arithmetic("__mul", left, right, lua_site)

    return node


def multiply_LK_to_local(target: int, a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left.__class__ is float:
            f[target] = left * right
        else:
            f[target] = arithmetic("__mul", left, right, lua_site)

    return node


def multiply_KL(a: Value, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a
        right = f[b]
        if right.__class__ is float:
            return left * right
        return arithmetic("__mul", left, right, lua_site)

    return node


def multiply_LE(a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            return left * right
        return arithmetic("__mul", left, right, lua_site)

    return node


def multiply_LE_to_local(target: int, a: int, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            f[target] = left * right
        else:
            f[target] = arithmetic("__mul", left, right, lua_site)

    return node


def multiply_EL(a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            return left * right
        return arithmetic("__mul", left, right, lua_site)

    return node


def multiply_EL_to_local(target: int, a: Node, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            f[target] = left * right
        else:
            f[target] = arithmetic("__mul", left, right, lua_site)

    return node


def multiply_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left.__class__ is float:
            return left * right
        return arithmetic("__mul", left, right, lua_site)

    return node


def multiply_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            return left * right
        return arithmetic("__mul", left, right, lua_site)

    return node


def multiply_EE_to_local(target: int, a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            f[target] = left * right
        else:
            f[target] = arithmetic("__mul", left, right, lua_site)

    return node


def multiply_EE_to_cell(target: int, a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            f[target][0] = left * right
        else:
            f[target][0] = arithmetic("__mul", left, right, lua_site)

    return node


def divide_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left.__class__ is float and right.__class__ is float and right:
            return left / right
        return arithmetic("__div", left, right, lua_site)

    return node


def divide_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left.__class__ is float and right:
            return left / right
        return arithmetic("__div", left, right, lua_site)

    return node


def divide_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left.__class__ is float and right:
            return left / right
        return arithmetic("__div", left, right, lua_site)

    return node


def divide_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left.__class__ is float and right.__class__ is float and right:
            return left / right
        return arithmetic("__div", left, right, lua_site)

    return node


def modulo_LL(a: int, b: int, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = f[b]
        if left.__class__ is float and right.__class__ is float:
            try:
                result = left - left / right // 1.0 * right
            except ZeroDivisionError:
                return modulo(left, right)
            return result if result == result else modulo(left, right)
        return arithmetic("__mod", left, right, lua_site)

    return node


def modulo_LK(a: int, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = f[a]
        right = b
        if left.__class__ is float:
            try:
                result = left - left / right // 1.0 * right
            except ZeroDivisionError:
                return modulo(left, right)
            return result if result == result else modulo(left, right)
        return arithmetic("__mod", left, right, lua_site)

    return node


def modulo_EK(a: Node, b: Value, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b
        if left.__class__ is float:
            try:
                result = left - left / right // 1.0 * right
            except ZeroDivisionError:
                return modulo(left, right)
            return result if result == result else modulo(left, right)
        return arithmetic("__mod", left, right, lua_site)

    return node


def modulo_EE(a: Node, b: Node, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = a(f)
        right = b(f)
        if left.__class__ is float and right.__class__ is float:
            try:
                result = left - left / right // 1.0 * right
            except ZeroDivisionError:
                return modulo(left, right)
            return result if result == result else modulo(left, right)
        return arithmetic("__mod", left, right, lua_site)

    return node


# operation, kinds of the operands
ARITHMETIC: dict[tuple[str, str], Callable[..., Node]] = {
    ("add", "LL"): add_LL,
    ("add", "LK"): add_LK,
    ("add", "KL"): add_KL,
    ("add", "LE"): add_LE,
    ("add", "EL"): add_EL,
    ("add", "EK"): add_EK,
    ("add", "EE"): add_EE,
    ("add", "CK"): add_CK,
    ("add", "CL"): add_CL,
    ("add", "CE"): add_CE,
    ("subtract", "LL"): subtract_LL,
    ("subtract", "LK"): subtract_LK,
    ("subtract", "KL"): subtract_KL,
    ("subtract", "LE"): subtract_LE,
    ("subtract", "EL"): subtract_EL,
    ("subtract", "EK"): subtract_EK,
    ("subtract", "EE"): subtract_EE,
    ("subtract", "CK"): subtract_CK,
    ("subtract", "CL"): subtract_CL,
    ("subtract", "CE"): subtract_CE,
    ("multiply", "LL"): multiply_LL,
    ("multiply", "LK"): multiply_LK,
    ("multiply", "KL"): multiply_KL,
    ("multiply", "LE"): multiply_LE,
    ("multiply", "EL"): multiply_EL,
    ("multiply", "EK"): multiply_EK,
    ("multiply", "EE"): multiply_EE,
    ("divide", "LL"): divide_LL,
    ("divide", "LK"): divide_LK,
    ("divide", "EK"): divide_EK,
    ("divide", "EE"): divide_EE,
    ("modulo", "LL"): modulo_LL,
    ("modulo", "LK"): modulo_LK,
    ("modulo", "EK"): modulo_EK,
    ("modulo", "EE"): modulo_EE,
}


# operation, kinds of the operands: into a local variable's slot
TO_LOCAL: dict[tuple[str, str], Callable[..., Node]] = {
    ("add", "LL"): add_LL_to_local,
    ("add", "LK"): add_LK_to_local,
    ("add", "LE"): add_LE_to_local,
    ("add", "EL"): add_EL_to_local,
    ("add", "EE"): add_EE_to_local,
    ("subtract", "LL"): subtract_LL_to_local,
    ("subtract", "LK"): subtract_LK_to_local,
    ("subtract", "LE"): subtract_LE_to_local,
    ("subtract", "EL"): subtract_EL_to_local,
    ("subtract", "EE"): subtract_EE_to_local,
    ("multiply", "LL"): multiply_LL_to_local,
    ("multiply", "LK"): multiply_LK_to_local,
    ("multiply", "LE"): multiply_LE_to_local,
    ("multiply", "EL"): multiply_EL_to_local,
    ("multiply", "EE"): multiply_EE_to_local,
}


# operation, kinds of the operands: into a variable's cell
TO_CELL: dict[tuple[str, str], Callable[..., Node]] = {
    ("add", "EE"): add_EE_to_cell,
    ("add", "CK"): add_CK_to_cell,
    ("add", "CL"): add_CL_to_cell,
    ("add", "CE"): add_CE_to_cell,
    ("subtract", "EE"): subtract_EE_to_cell,
    ("subtract", "CK"): subtract_CK_to_cell,
    ("subtract", "CL"): subtract_CL_to_cell,
    ("subtract", "CE"): subtract_CE_to_cell,
    ("multiply", "EE"): multiply_EE_to_cell,
}
