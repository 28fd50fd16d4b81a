"""One readable description of the specialised nodes; `python -m interpreter.nodes.templates` writes them out.

A node is a closure that takes the frame. Where the description of a node says `{a}`, its variants read a local
variable's slot (`f[a]`), use a constant (`a`) or run another node (`a(f)`), which saves one Python call an
operand. The variants are ordinary source: arithmetic.py, conditions.py, access.py and calls.py beside this file,
each with a table from operand kinds to the variant's maker. Nothing is generated while a program runs.

Called by developers, and by tests/interpreter/test_nodes.py, which fails when the files are not what this file
describes.
"""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from string import Template

# How a variant reads an operand whose maker's parameter is `$n`, by kind: Local, konstant, Expression.
READ = {"L": "f[$n]", "K": "$n", "E": "$n(f)"}
TYPES = {"L": "int", "K": "Value", "E": "Node"}

HEAD = '''"""$title

Written by templates.py; change it there. Over 400 lines, because the variants are written out.
"""

# ruff: noqa: D103, F841 - one description serves all variants: templates.py
$imports

'''

ARITHMETIC = """
def $name(a: $type_a, b: $type_b, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = $a
        right = $b
        if $plain:
            $fast
        return arithmetic("$event", left, right, lua_site)

    return node
"""

ARITHMETIC_TO_LOCAL = """
def $name(target: int, a: $type_a, b: $type_b, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = $a
        right = $b
        if $plain:
            f[target] = left $operator right
        else:
            f[target] = arithmetic("$event", left, right, lua_site)

    return node
"""

MODULO = """try:
                return left - floor(left / right) * right
            except (ZeroDivisionError, OverflowError, ValueError):
                return modulo(left, right)"""

OPERATORS = {
    # name: (event, the result of two floats)
    "add": ("__add", "+"),
    "subtract": ("__sub", "-"),
    "multiply": ("__mul", "*"),
    "divide": ("__div", "/"),
    "modulo": ("__mod", "%"),
}

PAIRS = ("LL", "LK", "KL", "LE", "EL", "EK", "KE", "EE")


def _read(kind: str, name: str) -> str:
    return Template(READ[kind]).substitute(n=name)


def _two_floats(kinds: str) -> str:
    """The test that both operands are numbers; constants in a `K` place are numbers."""
    names = [name for kind, name in zip(kinds, ("left", "right"), strict=True) if kind != "K"]
    return " and ".join(f"type({name}) is float" for name in names)


def arithmetic() -> Iterator[str]:
    table = []
    to_local = []
    for name, (event, operator) in OPERATORS.items():
        for kinds in PAIRS:
            plain = _two_floats(kinds)
            fast = f"return left {operator} right"
            if operator == "%":
                fast = MODULO
            elif operator == "/":
                plain += " and right"
            variant = f"{name}_{kinds}"
            values = {
                "a": _read(kinds[0], "a"),
                "b": _read(kinds[1], "b"),
                "type_a": TYPES[kinds[0]],
                "type_b": TYPES[kinds[1]],
                "event": event,
                "operator": operator,
                "plain": plain,
                "fast": fast,
            }
            yield Template(ARITHMETIC).substitute(values, name=variant)
            table.append((name, kinds, variant))
            if operator in "+-*" and kinds in ("LL", "LK", "LE", "EL", "EK", "EE"):
                yield Template(ARITHMETIC_TO_LOCAL).substitute(values, name=f"{variant}_to_local")
                to_local.append((name, kinds, f"{variant}_to_local"))
    yield _table("ARITHMETIC", "operator, kinds of the operands", table)
    yield _table("ARITHMETIC_TO_LOCAL", "operator, kinds of the operands", to_local)


def _table(name: str, keys: str, rows: list[tuple[str, ...]]) -> str:
    lines = []
    for *key, variant in rows:
        text = ", ".join(f'"{part}"' for part in key)
        lines.append(f"    ({text}): {variant},")
    key_type = ", ".join(["str"] * (len(rows[0]) - 1))
    return (
        f"\n# {keys}\n{name}: dict[tuple[{key_type}], Callable[..., Node]] = {{\n"
        + "\n".join(lines)
        + "\n}\n"
    )


# -- conditions: the test inside `if` saves a Python call each time ------------------------------------------

CONDITION = """
def $name($parameters) -> Node:
    def node(f: Frame) -> Value:
        $prepare
        return $condition

    return node
"""

IF = """
def if_$name($parameters, then: Node) -> Node:
    def node(f: Frame) -> Value:
        $prepare
        if $condition:
            return then(f)
        return None

    return node
"""

IF_ELSE = """
def if_else_$name($parameters, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        $prepare
        if $condition:
            return then(f)
        return orelse(f)

    return node
"""

ORDERS = {
    # name: (Python operator, what compares other things than two numbers)
    "less": ("<", "less(left, right, lua_site)"),
    "less_equal": ("<=", "less_equal(left, right, lua_site)"),
    "greater": (">", "less(right, left, lua_site)"),
    "greater_equal": (">=", "less_equal(right, left, lua_site)"),
}


def _conditions() -> Iterator[tuple[str, str, str, str, str, str]]:
    """Of each condition: name, kinds, parameters, preparation, test, and the opposite test."""
    for name, (operator, slow) in ORDERS.items():
        for kinds in PAIRS:
            parameters = f"a: {TYPES[kinds[0]]}, b: {TYPES[kinds[1]]}, lua_site: Site"
            prepare = f"left = {_read(kinds[0], 'a')}\n        right = {_read(kinds[1], 'b')}"
            test = f"(left {operator} right if {_two_floats(kinds)} else {slow})"
            yield name, kinds, parameters, prepare, test, f"not {test}"
    # `a` gives a Python bool
    yield "test", "E", "a: Node, lua_site: Site", "", "a(f)", "not a(f)"
    for kind in "LE":
        one = f"a: {TYPES[kind]}, lua_site: Site"
        two = f"a: {TYPES[kind]}, b: Value, lua_site: Site"
        read = _read(kind, "a")
        yield (
            "truth",
            kind,
            one,
            f"left = {read}",
            "left is not None and left is not False",
            "left is None or left is False",
        )
        # `b` is nil, true or false; a string or a number other than 0 and 1 (which equal Python's booleans)
        yield "is", f"{kind}K", two, f"left = {read}", "left is b", "left is not b"
        yield "equal", f"{kind}K", two, f"left = {read}", "left == b", "left != b"
    for kinds in ("LL", "LE", "EL", "EE"):
        parameters = f"a: {TYPES[kinds[0]]}, b: {TYPES[kinds[1]]}, lua_site: Site"
        prepare = f"left = {_read(kinds[0], 'a')}\n        right = {_read(kinds[1], 'b')}"
        test = "(left == right if type(left) is float and type(right) is float else equals(left, right, lua_site))"
        yield "equal", kinds, parameters, prepare, test, f"not {test}"


def conditions() -> Iterator[str]:
    tables: dict[str, list[tuple[str, ...]]] = {"CONDITIONS": [], "IFS": [], "IF_ELSES": []}
    for name, kinds, parameters, prepare, test, opposite in _conditions():
        for word, condition in (("", test), ("not_", opposite)):
            variant = f"{word}{name}_{kinds}"
            for template, prefix, table in (
                (CONDITION, "", "CONDITIONS"),
                (IF, "if_", "IFS"),
                (IF_ELSE, "if_else_", "IF_ELSES"),
            ):
                yield Template(template).substitute(
                    name=variant, parameters=parameters, prepare=prepare, condition=condition
                )
                tables[table].append((word + name, kinds, prefix + variant))
    for table, rows in tables.items():
        yield _table(table, "condition, kinds of the operands", rows)


# -- fields ------------------------------------------------------------------------------------------------------

GET = """
def get_$kinds(a: $type_a, b: $type_b, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = $a
        key = $b
        if type(table) is LuaTable$key_is_plain:
            value = table.hash.get(key)
            if value is not None or table.metatable is None:
                return value
        return index(table, key, lua_site)

    return node
"""

SET = """
def set_$kinds(a: $type_a, b: $type_b, c: $type_c, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = $a
        key = $b
        value = $c
        if (
            type(table) is LuaTable
            and value is not None
            and (table.metatable is None or key in table.hash)$key_is_plain
        ):
            table.hash[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node
"""


def access() -> Iterator[str]:
    gets = []
    sets = []
    for kinds in ("LK", "EK", "LL", "LE", "EL", "EE"):
        types = {"type_a": TYPES[kinds[0]], "type_b": TYPES[kinds[1]]}
        reads = {"a": _read(kinds[0], "a"), "b": _read(kinds[1], "b")}
        # A constant key is a string or a number; of the others, booleans are kept under marks of their own.
        plain = "" if kinds[1] == "K" else " and type(key) is not bool"
        yield Template(GET).substitute(types, **reads, kinds=kinds, key_is_plain=plain)
        gets.append((kinds, f"get_{kinds}"))
        plain = (
            ""
            if kinds[1] == "K"
            else "\n            and (type(key) is str or (type(key) is float and key == key))"
        )
        for value in "LKE":
            yield Template(SET).substitute(
                types,
                **reads,
                kinds=kinds + value,
                c=_read(value, "c"),
                type_c=TYPES[value],
                key_is_plain=plain,
            )
            sets.append((kinds + value, f"set_{kinds}{value}"))
    yield _table("GETS", "kinds of table and key", gets)
    yield _table("SETS", "kinds of table, key and value", sets)


# -- calls -------------------------------------------------------------------------------------------------------

CALL = """
def call_$name($parameters, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        $function
        $arguments
        try:
            arity = function.arity
        except AttributeError:
            callee = call_handler(function, lua_site)
            result = invoke(callee, (function, $values))
        else:
            callee = function
            if arity == $count:
                for due in ticks:
                    break
                if due:
                    pause()
                result = callee.body([$values*callee.rest])
            elif arity == HOST:
                result = callee.call($values)
            else:
                result = callee.body(make_frame(callee, ($values)))
        $give

    return node
"""

FUNCTION = {
    # where the function comes from: parameters, the statements that find it, and an argument before the others
    "L": ("a: int", "function = f[a]", ""),
    "E": ("a: Node", "function = a(f)", ""),
    "G": (
        "environment: int, a: str",
        """try:
            function = f[environment].hash[a]
        except KeyError:
            function = index(f[environment], a, lua_site)""",
        "",
    ),
    "ML": ("a: int, name: str", "object = f[a]\n        $method", "object, "),
    "ME": ("a: Node, name: str", "object = a(f)\n        $method", "object, "),
}

METHOD = """function = None
        if type(object) is LuaTable:
            function = object.hash.get(name)
            if function is None and object.metatable is not None:
                behind = object.metatable.hash.get("__index")
                if type(behind) is LuaTable:
                    function = behind.hash.get(name)
        if function is None:
            function = index(object, name, lua_site.other)"""

FIRST = """if type(result) is tuple:
            return result[0] if result else None
        return result"""


def calls() -> Iterator[str]:
    firsts = []
    alls = []
    kinds_of_arguments = ["", *"LE", *map("".join, product("LE", repeat=2)), "EEE", "LLL"]
    for source, (parameters, function, receiver) in FUNCTION.items():
        for kinds in kinds_of_arguments:
            names = [f"x{number}" for number in range(1, len(kinds) + 1)]
            makers = [f"{name}: {TYPES[kind]}" for name, kind in zip(names, kinds, strict=True)]
            reads = [f"v{name[1:]} = {_read(kind, name)}" for name, kind in zip(names, kinds, strict=True)]
            values = receiver + "".join(f"v{name[1:]}, " for name in names)
            for give, table, suffix in ((FIRST, firsts, ""), ("return result", alls, "_all")):
                name = f"{source}_{kinds}{suffix}"
                yield Template(CALL).substitute(
                    name=name,
                    parameters=", ".join([parameters, *makers]),
                    function=Template(function).substitute(method=METHOD) if receiver else function,
                    arguments="\n        ".join(reads),
                    values=values,
                    count=len(kinds) + bool(receiver),
                    give=give,
                )
                table.append((source, kinds, f"call_{name}"))
    yield _table("CALLS", "where the function is, kinds of the arguments: one result", firsts)
    yield _table("CALLS_ALL", "the same: all results", alls)


_COMMON = "from interpreter.nodes import Frame, Node\n"
_VALUES = "from interpreter.values import Value\n"
FILES = {
    "arithmetic.py": (
        arithmetic,
        "Arithmetic on two operands, to a value or straight into a local variable.",
        "from collections.abc import Callable\nfrom math import floor\n\n"
        "from interpreter.errors import Site\nfrom interpreter.metatables import arithmetic, modulo\n"
        + _COMMON
        + _VALUES,
    ),
    "conditions.py": (
        conditions,
        "Comparisons and tests for truth: as a value, and inside `if`.",
        "from collections.abc import Callable\n\n"
        "from interpreter.errors import Site\nfrom interpreter.metatables import equals, less, less_equal\n"
        + _COMMON
        + _VALUES,
    ),
    "access.py": (
        access,
        "Reading and writing the fields of tables.",
        "from collections.abc import Callable\n\n"
        "from interpreter.errors import Site\nfrom interpreter.metatables import index, set_index\n"
        + _COMMON
        + "from interpreter.table import LuaTable\n"
        + _VALUES,
    ),
    "calls.py": (
        calls,
        "Calls with up to three plain arguments.",
        "from collections.abc import Callable, Iterator\n\n"
        "from interpreter.errors import Site\n"
        "from interpreter.function import HOST, invoke, make_frame\n"
        "from interpreter.metatables import call_handler, index\n"
        "from interpreter.nodes import Frame, Node, Pause\n"
        "from interpreter.table import LuaTable\n" + _VALUES,
    ),
}


def write(folder: Path) -> None:
    """Write the files into a folder."""
    for name, (variants, title, imports) in FILES.items():
        head = Template(HEAD).substitute(title=title, imports=imports)
        (folder / name).write_text(head + "\n".join(variants()))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
