"""One readable description of the specialised nodes; `python interpreter/nodes/templates.py` writes them.

A node is a closure that takes the frame. Where a description says `$a`, its variants read a local variable's
slot (`f[a]`), use a constant (`a`) or run another node (`a(f)`), which saves one Python call an operand. The
variants are ordinary source: arithmetic.py, conditions.py, access.py and calls.py beside this file, each
with a table from the kinds of operands to the variant's maker. Nothing is generated while a program runs.

Which variants are worth having was measured with benchmarks/lua.py: an operand of a kind that is not in the
table is wrapped in a node (expressions.node_of), so a missing variant costs a Python call, and nothing else.

Called by developers, and by tests/interpreter/test_nodes.py, which fails when the files differ from this one.
Over 400 lines, because the variants of all four files share their parts.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from string import Template

# How a variant reads the operand that its maker gets as parameter $n, by kind: Local, Cell, Konstant,
# Expression.
READ = {"L": "f[$n]", "C": "f[$n][0]", "K": "$n", "E": "$n(f)", "O": "$n(f)"}
TYPES = {"L": "int", "C": "int", "K": "Value", "E": "Node", "O": "Node"}


def _read(kind: str, name: str) -> str:
    return Template(READ[kind]).substitute(n=name)


def _operands(kinds: str) -> dict[str, str]:
    """What to substitute for operands of these kinds: `$a`, `$type_a`, `$b` and so on."""
    substitutes = {}
    for kind, name in zip(kinds, "abc", strict=False):
        substitutes[name] = _read(kind, name)
        substitutes[f"type_{name}"] = TYPES[kind]
    return substitutes


def _two_floats(kinds: str) -> str:
    """The test that both operands are numbers; constants among them are numbers."""
    names = [name for kind, name in zip(kinds, ("left", "right"), strict=True) if kind != "K"]
    return " and ".join(f"{name}.__class__ is float" for name in names)


def _table(name: str, comment: str, rows: dict[str | tuple[str, str], str]) -> str:
    """A dict of makers as source."""
    key = "str" if isinstance(next(iter(rows)), str) else "tuple[str, str]"
    lines = [f"    {kinds!r}: {maker}," for kinds, maker in rows.items()]
    body = "\n".join(lines)
    return f"\n# {comment}\n{name}: dict[{key}, Callable[..., Node]] = {{\n{body}\n}}\n"


# -- arithmetic -------------------------------------------------------------------------------------------

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

TO_VARIABLE = """
def ${name}_to_$place(target: int, a: $type_a, b: $type_b, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        left = $a
        right = $b
        if $plain:
            $store = left $operator right
        else:
            $store = arithmetic("$event", left, right, lua_site)

    return node
"""

# `// 1.0` is C's floor, except of infinities, where it gives NaN; NaN is looked at once more.
MODULO = """try:
                result = left - left / right // 1.0 * right
            except ZeroDivisionError:
                return modulo(left, right)
            return result if result == result else modulo(left, right)"""

OPERATORS = {
    # name: event, operator, kinds of operands
    "add": ("__add", "+", ("LL", "LK", "KL", "LE", "EL", "EK", "EE", "CK", "CL", "CE")),
    "subtract": ("__sub", "-", ("LL", "LK", "KL", "LE", "EL", "EK", "EE", "CK", "CL", "CE")),
    "multiply": ("__mul", "*", ("LL", "LK", "KL", "LE", "EL", "EK", "EE")),
    "divide": ("__div", "/", ("LL", "LK", "EK", "EE")),
    "modulo": ("__mod", "%", ("LL", "LK", "EK", "EE")),
}


def arithmetic() -> Iterator[str]:
    """Arithmetic on two operands, to a value or straight into a variable."""
    values: dict[str | tuple[str, str], str] = {}
    to_local: dict[str | tuple[str, str], str] = {}
    to_cell: dict[str | tuple[str, str], str] = {}
    places = [
        ("local", "f[target]", to_local, ("LL", "LK", "LE", "EL", "EE")),
        ("cell", "f[target][0]", to_cell, ("CK", "CL", "CE", "EE")),
    ]
    for operation, (event, operator, all_kinds) in OPERATORS.items():
        for kinds in all_kinds:
            name = f"{operation}_{kinds}"
            plain = _two_floats(kinds)
            fast = f"return left {operator} right"
            if operator == "%":
                fast = MODULO
            elif operator == "/":
                plain += " and right"
            parts = {"event": event, "operator": operator, "plain": plain, "fast": fast}
            yield Template(ARITHMETIC).substitute(_operands(kinds), name=name, **parts)
            values[operation, kinds] = name
            for place, store, table, kinds_there in places:
                if operator in "+-*" and kinds in kinds_there:
                    substitutes = {**_operands(kinds), **parts, "place": place, "store": store}
                    yield Template(TO_VARIABLE).substitute(substitutes, name=name)
                    table[operation, kinds] = f"{name}_to_{place}"
    yield _table("ARITHMETIC", "operation, kinds of the operands", values)
    yield _table("TO_LOCAL", "operation, kinds of the operands: into a local variable's slot", to_local)
    yield _table("TO_CELL", "operation, kinds of the operands: into a variable's cell", to_cell)


# -- conditions -------------------------------------------------------------------------------------------
# The test inside `if` saves a Python call each time.

CONDITION = """
def $name($parameters) -> Node:
    def node(f: Frame) -> Value:
        $prepare
        return $test

    return node
"""

IF = """
def if_$name($parameters, then: Node) -> Node:
    def node(f: Frame) -> Value:
        $prepare
        if $test:
            return then(f)
        return None

    return node
"""

IF_NOT = """
def if_not_$name($parameters, then: Node) -> Node:
    def node(f: Frame) -> Value:
        $prepare
        if $test:
            return None
        return then(f)

    return node
"""

IF_ELSE = """
def if_else_$name($parameters, then: Node, orelse: Node) -> Node:
    def node(f: Frame) -> Value:
        $prepare
        if $test:
            return then(f)
        return orelse(f)

    return node
"""

# Only for tests that run no other node; the loop is otherwise that of loops.py.
WHILE = """
def while_$name($parameters, body: Node, spend: Spend) -> Node:
    def node(f: Frame) -> Value:
        while True:
            for steps in STEPS:
                $prepare
                if $test:
                    signal = body(f)
                    if signal is not None:
                        spend(steps)
                        return None if signal is BREAK else signal
                else:
                    spend(steps)
                    return None
            spend(steps)

    return node
"""

ORDERS = {
    # name: Python's operator, and what compares other things than two numbers
    "less": ("<", "less(left, right, lua_site)"),
    "less_equal": ("<=", "less_equal(left, right, lua_site)"),
    "greater": (">", "less(right, left, lua_site)"),
    "greater_equal": (">=", "less_equal(right, left, lua_site)"),
}


def _tests() -> Iterator[tuple[str, str, str, str, str]]:
    """Of each test: name, kinds, parameters, what prepares it, and Python's condition."""
    for name, (operator, slow) in ORDERS.items():
        for kinds in ("LL", "LK", "EK", "EE"):
            parameters = Template("a: $type_a, b: $type_b, lua_site: Site").substitute(_operands(kinds))
            prepare = Template("left = $a\n        right = $b").substitute(_operands(kinds))
            test = f"left {operator} right if {_two_floats(kinds)} else {slow}"
            yield name, kinds, parameters, prepare, test
    for kinds in ("LL", "EE"):
        parameters = Template("a: $type_a, b: $type_b, lua_site: Site").substitute(_operands(kinds))
        prepare = Template("left = $a\n        right = $b").substitute(_operands(kinds))
        test = f"left == right if {_two_floats(kinds)} else equals(left, right, lua_site)"
        yield "equal", kinds, parameters, prepare, test
    for kind in "LE":
        read = f"left = {_read(kind, 'a')}"
        one = f"a: {TYPES[kind]}"
        two = f"a: {TYPES[kind]}, b: Value"
        # The constant is a string, or a number that no boolean of Python equals: not 0 or 1.
        yield "equal", f"{kind}K", two, "", f"{_read(kind, 'a')} == b"
        # The constant is 0 or 1, which Python's booleans equal.
        yield "bit", f"{kind}K", two, read, "left == b and left.__class__ is float"
        # The constant is nil, true or false.
        yield "is", f"{kind}K", two, "", f"{_read(kind, 'a')} is b"
        yield "truth", kind, one, read, "left is not None and left is not False"
    # The node gives a boolean of Python already.
    yield "test", "E", "a: Node", "", "a(f)"


def conditions() -> Iterator[str]:
    """Comparisons and tests for truth: as a value, and inside `if`."""
    forms = {"CONDITIONS": CONDITION, "IFS": IF, "IF_NOTS": IF_NOT, "IF_ELSES": IF_ELSE, "WHILES": WHILE}
    prefixes = {
        "CONDITIONS": "",
        "IFS": "if_",
        "IF_NOTS": "if_not_",
        "IF_ELSES": "if_else_",
        "WHILES": "while_",
    }
    tables: dict[str, dict[str | tuple[str, str], str]] = {table: {} for table in forms}
    for name, kinds, parameters, prepare, test in _tests():
        for table, form in forms.items():
            if form is WHILE:
                if "E" in kinds:
                    continue
                prepare = prepare.replace("\n", "\n        ")
            text = Template(form).substitute(
                name=f"{name}_{kinds}", parameters=parameters, prepare=prepare, test=test
            )
            yield text.replace("                \n", "").replace("        \n", "")
            tables[table][name, kinds] = f"{prefixes[table]}{name}_{kinds}"
    for table, rows in tables.items():
        yield _table(table, "test, kinds of the operands", rows)


# -- fields -----------------------------------------------------------------------------------------------

GET = """
def get_$kinds(a: $type_a, b: $type_b, lua_site: Site) -> Node:
    def node(f: Frame) -> Value:
        table = $a
        key = $b
        try:
            value = table.hash.get(key)
        except AttributeError:
            return index(table, key, lua_site)
        if (value is not None or table.metatable is None)$key_is_plain:
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
        try:
            fields = table.hash
        except AttributeError:
            fields = None
        if (
            value is not None
            and fields is not None
            and (table.metatable is None or key in fields)$key_is_plain
        ):
            fields[key] = value
        else:
            set_index(table, key, value, lua_site)

    return node
"""


def access() -> Iterator[str]:
    """Reading and writing the fields of tables."""
    gets: dict[str | tuple[str, str], str] = {}
    sets: dict[str | tuple[str, str], str] = {}
    for kinds in ("LK", "EK", "LL", "LE", "EL", "EE"):
        # A constant key is a string or a number. Of the others, booleans are kept under marks of their own.
        is_constant = kinds[1] == "K"
        plain = "" if is_constant else " and key is not True and key is not False"
        yield Template(GET).substitute(_operands(kinds), kinds=kinds, key_is_plain=plain)
        gets[kinds] = f"get_{kinds}"
        plain = (
            "" if is_constant else " and ((key.__class__ is float and key == key) or key.__class__ is str)"
        )
        for value in "LE":
            yield Template(SET).substitute(_operands(kinds + value), kinds=kinds + value, key_is_plain=plain)
            sets[kinds + value] = f"set_{kinds}{value}"
    yield _table("GETS", "kinds of table and key", gets)
    yield _table("SETS", "kinds of table, key and value", sets)


# -- calls ------------------------------------------------------------------------------------------------

CALL = """
def call_$name($parameters, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        $function
        $arguments
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee = function
        ${open}if arity == $count:
            for due in ticks:
                break
            if due:
                pause()
            $give callee.body([$values*callee.rest])
        elif arity == HOST:
            $give callee.call($call_values)
        else:
            $give callee.body(make_frame(callee, ($values)))
        $adjust

    return node
"""

# A call whose result is the calling function's own: see calls.tail_call.
TAIL_CALL = """
def call_$name($parameters, lua_site: Site, ticks: Iterator[bool], pause: Pause) -> Node:
    def node(f: Frame) -> Value:
        $function
        $arguments
        try:
            arity = function.arity
        except AttributeError:
            function = callable_value(function, lua_site)
            arity = HOST
        callee: Value = function
        if arity == HOST:
            return callee.call($host_values)
        if arity == $count$one:
            for due in ticks:
                break
            if due:
                pause()
            frame = [$values*callee.rest]
        else:
            frame = make_frame(callee, $all_values)
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
"""

# An argument of kind O is a call, or `...`: it gives a tuple unless it has exactly one value.
OPEN = """if v1.__class__ is tuple:
            $give callee.call($spread) if arity == HOST else callee.body(make_frame(callee, $all))
        el"""

FIRST = """if result.__class__ is tuple:
            return result[0] if result else None
        return result"""

METHOD = """object = $a
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
            function = index(object, b, lua_site.other)"""

GLOBAL = """try:
            function = f[a].hash[b]
        except KeyError:
            function = index(f[a], b, lua_site)"""

# `library.name` and `upvalue.name`
FIELD_OF_GLOBAL = """try:
            function = f[a].hash[b].hash[c]
        except (KeyError, AttributeError):
            function = index(index(f[a], b, lua_site), c, lua_site.other)"""

FIELD_OF_LOCAL = """try:
            function = f[a].hash[b]
        except (KeyError, AttributeError):
            function = index(f[a], b, lua_site.other)"""

FUNCTIONS = {
    # where the function is: the maker's parameters, the statements that find it, the argument before others
    "L": ("a: int", "function = f[a]", ""),
    "E": ("a: Node", "function = a(f)", ""),
    "G": ("a: int, b: str", GLOBAL, ""),
    "GK": ("a: int, b: str, c: str", FIELD_OF_GLOBAL, ""),
    "LK": ("a: int, b: str", FIELD_OF_LOCAL, ""),
    "ML": ("a: int, b: str", Template(METHOD).substitute(a="f[a]"), "object, "),
    "ME": ("a: Node, b: str", Template(METHOD).substitute(a="a(f)"), "object, "),
}


def calls() -> Iterator[str]:
    """Calls with up to three plain arguments."""
    firsts: dict[str | tuple[str, str], str] = {}
    alls: dict[str | tuple[str, str], str] = {}
    tails: dict[str | tuple[str, str], str] = {}
    for source, (parameters, function, receiver) in FUNCTIONS.items():
        for kinds in ("", "L", "E", "LL", "EE", "EEE", *(() if source == "LK" else ("O",))):
            names = [f"x{number}" for number in range(1, len(kinds) + 1)]
            makers = [f"{name}: {TYPES[kind]}" for name, kind in zip(names, kinds, strict=True)]
            reads = [f"v{name[1:]} = {_read(kind, name)}" for name, kind in zip(names, kinds, strict=True)]
            values = receiver + "".join(f"v{name[1:]}, " for name in names)
            parts = {
                "parameters": ", ".join([parameters, *makers]),
                "function": function,
                "arguments": "\n        ".join(reads),
                "values": values,
                "call_values": values.removesuffix(", "),
                "count": len(kinds) + bool(receiver),
                "open": "",
                "one": "",
                "host_values": values.removesuffix(", "),
                "all_values": f"({values})",
            }
            if kinds == "O":
                parts["one"] = " and v1.__class__ is not tuple"
                # In a method call, the receiver comes before what an open argument gives.
                spread, every = f"{receiver}*v1", f"({receiver}*v1)" if receiver else "v1"
                parts["host_values"] = f"{receiver}*(v1 if v1.__class__ is tuple else (v1,))"
                parts["all_values"] = f"{every} if v1.__class__ is tuple else ({values})"
            name = f"{source}_{kinds}".rstrip("_")
            for table, suffix, give, adjust in (
                (firsts, "", "result =", FIRST),
                (alls, "_all", "return", ""),
            ):
                if kinds == "O":
                    parts["open"] = Template(OPEN).substitute(give=give, spread=spread, all=every)
                text = Template(CALL).substitute(parts, name=name + suffix, give=give, adjust=adjust)
                yield text.replace("        \n", "")
                table[source, kinds] = f"call_{name}{suffix}"
            if source in ("E", "ME", "G", "LK") and "L" not in kinds:
                text = Template(TAIL_CALL).substitute(parts, name=f"{name}_tail")
                yield text.replace("        \n", "")
                tails[source, kinds] = f"call_{name}_tail"
    yield _table("CALLS", "where the function is, kinds of the arguments: for the first result", firsts)
    yield _table("CALLS_ALL", "the same, for all results", alls)
    yield _table("TAIL_CALLS", "the same, for the calling function's results", tails)


# -- files ------------------------------------------------------------------------------------------------

HEAD = '''"""$title

Written by templates.py; change it there. Over 400 lines, because the variants are written out.
"""

# ruff: noqa: $rules - one description serves all variants, see templates.py
$imports
'''

FILES = {
    "arithmetic.py": (
        arithmetic,
        """from collections.abc import Callable

from interpreter.errors import Site
from interpreter.metatables import arithmetic, modulo
from interpreter.nodes import Frame, Node
from interpreter.values import Value
""",
    ),
    "conditions.py": (
        conditions,
        """from collections.abc import Callable

from interpreter.builder import BREAK
from interpreter.errors import Site
from interpreter.limits import STEPS
from interpreter.metatables import equals, less, less_equal
from interpreter.nodes import Frame, Node, Spend
from interpreter.values import Value
""",
    ),
    "access.py": (
        access,
        """from collections.abc import Callable

from interpreter.errors import Site
from interpreter.metatables import index, set_index
from interpreter.nodes import Frame, Node
from interpreter.values import Value
""",
    ),
    "calls.py": (
        calls,
        """from collections.abc import Callable, Iterator

from interpreter.errors import Site
from interpreter.function import DEEPEST, HOST, PENDING, make_frame
from interpreter.metatables import callable_value, index, string_method
from interpreter.nodes import Frame, Node, Pause
from interpreter.table import LuaTable
from interpreter.values import Value
""",
    ),
}


def write(folder: Path) -> None:
    """Write the files into a folder; `ruff format` makes them what is in the repository."""
    for name, (variants, imports) in FILES.items():
        rules = "B007, D103" if variants is calls else "D103"
        head = Template(HEAD).substitute(title=variants.__doc__, imports=imports, rules=rules)
        (folder / name).write_text(head + "\n".join(variants()))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
