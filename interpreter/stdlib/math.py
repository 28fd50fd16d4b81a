"""The `math` library (manual 5.6) with C's results where Python raises: infinities and NaN instead of errors.

Random numbers come from a generator of the state's own, which starts from the same seed in every state, as
C's `rand` does until `randomseed`. Called by stdlib/__init__.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from math import copysign, inf
from random import Random
from typing import TYPE_CHECKING, Any

from interpreter.errors import argument_error, runtime_error
from interpreter.metatables import power
from interpreter.values import NEGATIVE_NAN

from .arguments import MISSING, check_int, check_number
from .library import install

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

Value = Any
_NAN = -NEGATIVE_NAN
_FIRST_SEED = 1


def _unary(function: Callable[[float], float], outside: float = NEGATIVE_NAN) -> Callable[..., Value]:
    """Return a host function of one number; `outside` is its value where it is not defined."""

    def call(x: Value = MISSING, *_: Value) -> Value:
        number = x if type(x) is float else check_number(1, x)
        try:
            return function(number)
        except ValueError:
            return outside
        except OverflowError:
            return inf

    return call


def _floor(x: Value = MISSING, *_: Value) -> Value:
    number = x if type(x) is float else check_number(1, x)
    return number // 1.0 if -inf < number < inf else number


def _ceil(x: Value = MISSING, *_: Value) -> Value:
    number = x if type(x) is float else check_number(1, x)
    return -(-number // 1.0) if -inf < number < inf else number


def _hyperbolic_sine(number: float) -> float:
    try:
        return math.sinh(number)
    except OverflowError:
        return copysign(inf, number)


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    def logarithm(number: float) -> float:
        return -inf if number == 0 else function(number)

    return logarithm


def _atan2(y: Value = MISSING, x: Value = MISSING, *_: Value) -> Value:
    divisor = check_number(2, x)  # the second first: so compilers order the arguments of C's function
    number = check_number(1, y)
    if number != number or divisor != divisor:
        return divisor if divisor != divisor else number  # the NaN that came, where Python makes another
    return math.atan2(number, divisor)


def _fmod(x: Value = MISSING, y: Value = MISSING, *_: Value) -> Value:
    other = check_number(2, y)
    one = check_number(1, x)
    try:
        return math.fmod(one, other)
    except ValueError:
        return NEGATIVE_NAN


def _pow(x: Value = MISSING, y: Value = MISSING, *_: Value) -> Value:
    exponent = check_number(2, y)
    return power(check_number(1, x), exponent)


def _modf(x: Value = MISSING, *_: Value) -> Value:
    number = check_number(1, x)
    fraction, whole = math.modf(number)
    return whole, fraction


def _frexp(x: Value = MISSING, *_: Value) -> Value:
    mantissa, exponent = math.frexp(check_number(1, x))
    return mantissa, float(exponent)


def _ldexp(x: Value = MISSING, e: Value = MISSING, *_: Value) -> Value:
    exponent = check_int(2, e)
    mantissa = check_number(1, x)
    try:
        return math.ldexp(mantissa, exponent)
    except OverflowError:
        return copysign(inf, mantissa)


def _max(*values: Value) -> Value:
    if len(values) == 2 and type(values[0]) is type(values[1]) is float:
        return max(values[0], values[1])
    largest = check_number(1, values[0] if values else MISSING)
    for position in range(1, len(values)):
        number = check_number(position + 1, values[position])
        if number > largest:
            largest = number
    return largest


def _min(*values: Value) -> Value:
    if len(values) == 2 and type(values[0]) is type(values[1]) is float:
        return min(values[0], values[1])
    smallest = check_number(1, values[0] if values else MISSING)
    for position in range(1, len(values)):
        number = check_number(position + 1, values[position])
        if number < smallest:
            smallest = number
    return smallest


_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "abs": _unary(math.fabs),
    "acos": _unary(math.acos, _NAN),
    "asin": _unary(math.asin, _NAN),
    "atan": _unary(math.atan),
    "atan2": _atan2,
    "ceil": _ceil,
    "cos": _unary(math.cos),
    "cosh": _unary(math.cosh),
    "deg": _unary(lambda number: number / (math.pi / 180)),
    "exp": _unary(math.exp),
    "floor": _floor,
    "fmod": _fmod,
    "frexp": _frexp,
    "ldexp": _ldexp,
    "log": _unary(_logarithm(math.log)),
    "log10": _unary(_logarithm(math.log10), _NAN),
    "max": _max,
    "min": _min,
    "modf": _modf,
    "pow": _pow,
    "rad": _unary(lambda number: number * (math.pi / 180)),
    "sin": _unary(math.sin),
    "sinh": _unary(_hyperbolic_sine),
    "sqrt": _unary(math.sqrt),
    "tan": _unary(math.tan),
    "tanh": _unary(math.tanh),
}


class _Random:
    """One state's random numbers."""

    __slots__ = ("generator",)

    def __init__(self) -> None:
        self.generator = Random(_FIRST_SEED)

    def random(self, *arguments: Value) -> Value:
        """`math.random([m [, n]])`"""
        fraction = self.generator.random()
        if not arguments:
            return fraction
        if len(arguments) == 1:
            upper = check_int(1, arguments[0])
            if upper < 1:
                raise argument_error(1, "interval is empty")
            return math.floor(fraction * upper) + 1.0
        if len(arguments) == 2:
            lower = check_int(1, arguments[0])
            upper = check_int(2, arguments[1])
            if lower > upper:
                raise argument_error(2, "interval is empty")
            return float(math.floor(fraction * (upper - lower + 1)) + lower)
        raise runtime_error("wrong number of arguments")

    def randomseed(self, seed: Value = MISSING, *_: Value) -> Value:
        """`math.randomseed(x)`"""
        self.generator.seed(check_int(1, seed))
        return ()


def open_math(state: Interpreter) -> None:
    """Install the library into the state."""
    randoms = _Random()
    functions = {**_FUNCTIONS, "random": randoms.random, "randomseed": randoms.randomseed}
    library = install(state, "math", functions)
    library.set("mod", library.get("fmod"))
    library.set("pi", math.pi)
    library.set("huge", inf)
