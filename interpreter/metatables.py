"""What operators do when their operands are not the plain case (manual 2.8): metamethods and the errors.

Nodes handle the plain case themselves and come here for the rest, with their `site`, which names the
variable in an error. Host functions call the same functions without a site. All follow lvm.c and ldebug.c
of Lua 5.1.
"""

from collections.abc import Callable
from math import copysign, floor, inf
from math import pow as c_pow

from interpreter import bridge
from interpreter.errors import CALLING, LuaError, Site, operation_error
from interpreter.function import HOST, LuaFunction, first, invoke
from interpreter.table import LuaTable
from interpreter.values import NEGATIVE_NAN, Userdata, Value, number_text, tonumber, tostring_raw, type_name

_LONGEST_CHAIN = 100  # MAXTAGLOOP of lvm.c
LONG = 10_000
"""Characters that count as a step of work, so that a few copies of long strings are noticed, too."""


def get_metatable(value: Value) -> LuaTable | None:
    """The metatable of any value; all values of a type share one, except tables and userdata."""
    kind = type(value)
    if kind is LuaTable or kind is Userdata:
        found: LuaTable | None = value.metatable
        return found
    state = bridge.running
    return None if state is None else state.type_metatables.get(kind)


def metamethod(value: Value, event: str) -> Value:
    """The field `event` of the value's metatable, nil where there is none."""
    table = get_metatable(value)
    return None if table is None else table.hash.get(event)


def index(value: Value, key: Value, site: Site | None = None) -> Value:
    """`value[key]`"""
    holder = value
    for _ in range(_LONGEST_CHAIN):
        if type(holder) is LuaTable:
            found = holder.hash.get(key) if type(key) is str else holder.get(key)
            if found is not None or holder.metatable is None:
                return found
            handler = holder.metatable.hash.get("__index")
            if handler is None:
                return None
        else:
            metatable = get_metatable(holder)
            handler = None if metatable is None else metatable.hash.get("__index")
            if handler is None:
                raise operand_error("index", holder, site if holder is value else None, site)
        if type(handler) is LuaFunction:
            return first(handler.call(holder, key))
        holder = handler
    raise operation_error("loop in gettable", site)


def string_method(name: str) -> Value:
    """`name` in the table where all strings find their methods; nil also where there is no such table."""
    try:
        return bridge.running.type_metatables[str].hash["__index"].hash.get(name)  # type: ignore[union-attr]  # caught
    except (AttributeError, KeyError):  # `debug.setmetatable` can change it; `index` knows the way then
        return None


def set_index(value: Value, key: Value, new: Value, site: Site | None = None) -> None:
    """`value[key] = new`"""
    holder = value
    for _ in range(_LONGEST_CHAIN):
        if type(holder) is LuaTable:
            if key is None or key != key:  # before any metamethod, as luaV_settable
                _set_raw(holder, key, new, site)
            table = holder.metatable
            handler = None if table is None else table.hash.get("__newindex")
            if handler is None or holder.get(key) is not None:
                _set_raw(holder, key, new, site)
                return
        else:
            handler = metamethod(holder, "__newindex")
            if handler is None:
                raise operand_error("index", holder, site if holder is value else None, site)
        if type(handler) is LuaFunction:
            handler.call(holder, key, new)
            return
        holder = handler
    raise operation_error("loop in settable", site)


def _set_raw(table: LuaTable, key: Value, new: Value, site: Site | None) -> None:
    if site is not None and (key is None or key != key):
        raise operation_error("table index is nil" if key is None else "table index is NaN", site)
    table.set(key, new)


def call(function: Value, *arguments: Value) -> Value:
    """`function(...)` in the call protocol, for host code; `__call` where it is no function.

    Counts calls of host functions by host functions, as `LuaFunction.call` of Lua code counts itself: a
    `__tostring` that is `tostring` would fill Python's C stack, which ends the process.
    """
    if type(function) is LuaFunction:
        callee = function
    else:
        callee = call_handler(function, None)
        arguments = (function, *arguments)
    state = bridge.running
    if callee.arity != HOST or state is None:
        return callee.call(*arguments)
    nesting = state.nesting
    if nesting.depth >= state.limits.host_depth:
        raise operation_error("C stack overflow")
    nesting.depth += 1
    try:
        return callee.call(*arguments)
    finally:
        nesting.depth -= 1


def call_handler(value: Value, site: Site | None) -> LuaFunction:
    """The `__call` of a value that is no function; it takes the value as its first argument."""
    handler = metamethod(value, "__call")
    if type(handler) is LuaFunction:
        return handler
    raise operand_error("call", value, site, site)


CALLING.add(call_handler.__code__)


def callable_value(value: Value, site: Site) -> LuaFunction:
    """For nodes: a function that calls a value that is none by its `__call` (OP_CALL, luaD_tryfuncTM)."""
    handler = call_handler(value, site)
    function = LuaFunction.__new__(LuaFunction)
    function.call = lambda *arguments: invoke(handler, (value, *arguments))
    function.arity = HOST
    # Not entered among the host functions: on the stack it is its handler.
    function.prototype = handler.prototype
    function.env = function.iterate = None
    return function


def operand_error(action: str, value: Value, named: Site | None, site: Site | None) -> LuaError:
    """`attempt to ACTION local 'x' (a nil value)`, luaG_typeerror."""
    subject = "" if named is None else named.subject
    article = f"{subject}(a {type_name(value)} value)" if subject else f"a {type_name(value)} value"
    return operation_error(f"attempt to {action} {article}", site)


def _two_operands(
    action: str, left: Value, right: Value, site: Site | None, *, blame_right: bool
) -> LuaError:
    named = site
    if site is not None and blame_right:
        named = site.other
    return operand_error(action, right if blame_right else left, named, site)


def divide(left: float, right: float) -> float:
    """`/` of IEEE 754 for every operand, also where Python raises."""
    try:
        return left / right
    except ZeroDivisionError:
        if left == 0 or left != left:
            return NEGATIVE_NAN if left == left else left
        return copysign(inf, left) * copysign(1.0, right)


def modulo(left: float, right: float) -> float:
    """`%` by Lua's formula (manual 2.5.1), not Python's: they differ for large and infinite operands."""
    try:
        return left - floor(left / right) * right
    except (ZeroDivisionError, OverflowError, ValueError):
        # math.floor makes an int, which infinities and NaN are not; C's floor leaves them as they are.
        return left - divide(left, right) * right


def power(left: float, right: float) -> float:
    """`^` as C's pow, which returns what Python raises for."""
    try:
        result = c_pow(left, right)
    except OverflowError:
        return -inf if left < 0 and right % 2 == 1 else inf
    except ValueError:
        if left == 0:
            return copysign(inf, left) if right % 2 == 1 else inf
        return NEGATIVE_NAN
    if result != result and right % 2 == 1:
        return -NEGATIVE_NAN  # an odd power of any NaN
    return result


OPERATIONS: dict[str, Callable[[float, float], float]] = {
    "__add": lambda a, b: a + b,
    "__sub": lambda a, b: a - b,
    "__mul": lambda a, b: a * b,
    "__div": divide,
    "__mod": modulo,
    "__pow": power,
    "__unm": lambda a, _: -a,
}


def arithmetic(event: str, left: Value, right: Value, site: Site | None = None) -> Value:
    """`left OP right` for the operator of this event; for `__unm` both operands are the one."""
    a = tonumber(left)
    b = tonumber(right)
    if a is not None and b is not None:
        return OPERATIONS[event](a, b)
    handler = metamethod(left, event)
    if handler is None:
        handler = metamethod(right, event)
    if handler is None:
        raise _two_operands("perform arithmetic on", left, right, site, blame_right=a is not None)
    return first(_call_handler(handler, left, right, site))


def _call_handler(handler: Value, left: Value, right: Value, site: Site | None) -> Value:
    if type(handler) is LuaFunction:
        return handler.call(left, right)
    lua_site = None if site is None else Site(site.chunk, site.line)  # without the operand's name
    return call_handler(handler, lua_site).call(handler, left, right)


def concat(left: Value, right: Value, site: Site | None = None) -> Value:
    """`left .. right`"""
    kinds = (type(left), type(right))
    if all(kind is str or kind is float for kind in kinds):
        one, two = tostring_raw(left), tostring_raw(right)
        state = bridge.running
        size = len(one) + len(two)
        if state is not None:
            if size > state.limits.max_string:
                raise too_long()
            if size > LONG:
                state.ticks.spend(size // LONG)
        return one + two
    handler = metamethod(left, "__concat")
    if handler is None:
        handler = metamethod(right, "__concat")
    if handler is None:
        raise _two_operands(
            "concatenate", left, right, site, blame_right=kinds[0] is str or kinds[0] is float
        )
    return first(_call_handler(handler, left, right, site))


def too_long() -> LuaError:
    """A string would be longer than Limits.max_string: as when malloc fails, without a position."""
    return LuaError("not enough memory")


def length(value: Value, site: Site | None = None) -> Value:
    """`#value`; `__len` counts for userdata and other types, not for tables (manual 2.5.5)."""
    kind = type(value)
    if kind is str:
        return float(len(value))
    if kind is LuaTable:
        return float(value.length())
    handler = metamethod(value, "__len")
    if handler is None:
        raise operand_error("get length of", value, site, site)
    return first(_call_handler(handler, value, value, site))


def raw_equals(left: Value, right: Value) -> bool:
    """Equality without metamethods."""
    return bool(left == right) and type(left) is type(right)


def equals(left: Value, right: Value, site: Site | None = None) -> bool:
    """`left == right`: `__eq` is asked for two tables or two userdata that agree on it (get_compTM)."""
    if left is right:
        return bool(left == left)
    kind = type(left)
    if kind is not type(right):
        return False
    if kind is not LuaTable and kind is not Userdata:
        return bool(left == right)
    handler = _common_handler(left.metatable, right.metatable, "__eq")
    return handler is not None and _truth_of(handler, left, right, site)


def _common_handler(one: LuaTable | None, other: LuaTable | None, event: str) -> Value:
    if one is None or other is None:
        return None
    handler = one.hash.get(event)
    if handler is None or (one is not other and not raw_equals(handler, other.hash.get(event))):
        return None
    return handler


def _truth_of(handler: Value, left: Value, right: Value, site: Site | None) -> bool:
    result = first(_call_handler(handler, left, right, site))
    return result is not None and result is not False


def less(left: Value, right: Value, site: Site | None = None) -> bool:
    """`left < right`"""
    kind = type(left)
    if kind is type(right):
        if kind is float or kind is str:
            return bool(left < right)
        handler = _common_handler(get_metatable(left), get_metatable(right), "__lt")
        if handler is not None:
            return _truth_of(handler, left, right, site)
    raise _compare_error(left, right, site)


def less_equal(left: Value, right: Value, site: Site | None = None) -> bool:
    """`left <= right`; without `__le`, `not (right < left)` by `__lt`"""
    kind = type(left)
    if kind is type(right):
        if kind is float or kind is str:
            return bool(left <= right)
        one, other = get_metatable(left), get_metatable(right)
        handler = _common_handler(one, other, "__le")
        if handler is not None:
            return _truth_of(handler, left, right, site)
        handler = _common_handler(other, one, "__lt")
        if handler is not None:
            return not _truth_of(handler, right, left, site)
    raise _compare_error(left, right, site)


def _compare_error(left: Value, right: Value, site: Site | None) -> LuaError:
    one, other = type_name(left), type_name(right)
    if one[2] == other[2]:  # so luaG_ordererror decides whether the types are the same
        return operation_error(f"attempt to compare two {one} values", site)
    return operation_error(f"attempt to compare {one} with {other}", site)


def tostring(value: Value) -> Value:
    """What `tostring` gives: `__tostring`'s result, whatever it is, or the plain text."""
    kind = type(value)
    if kind is str:
        return value
    if kind is float:
        return number_text(value)
    handler = metamethod(value, "__tostring")
    if handler is None:
        return tostring_raw(value)
    return first(call(handler, value))
