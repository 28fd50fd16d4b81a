"""Lua 5.1 in pure Python: closures over luaparser's trees, run in greenlets beside an asyncio event loop.

`Interpreter` is a Lua state; everything else here is what host functions need: values, errors, waiting.
"""

from interpreter.bridge import Branch, current, side_by_side, wait
from interpreter.errors import LuaError, argument_error, runtime_error, type_error
from interpreter.function import LuaFunction, results
from interpreter.interpreter import Interpreter
from interpreter.limits import BudgetExceeded, DeadlineExceeded, Limits, ScriptExit, Stopped
from interpreter.metatables import call, tostring
from interpreter.sandbox import Sandbox
from interpreter.standard_input import standard_input
from interpreter.stdlib.arguments import MISSING, OPTIONAL
from interpreter.stdlib.date import format_date
from interpreter.syntax import Syntax, parse_tree
from interpreter.table import LuaTable
from interpreter.values import Userdata, Value, decode, encode, type_name

__all__ = [
    "MISSING",
    "OPTIONAL",
    "Branch",
    "BudgetExceeded",
    "DeadlineExceeded",
    "Interpreter",
    "Limits",
    "LuaError",
    "LuaFunction",
    "LuaTable",
    "Sandbox",
    "ScriptExit",
    "Stopped",
    "Syntax",
    "Userdata",
    "Value",
    "argument_error",
    "call",
    "current",
    "decode",
    "encode",
    "format_date",
    "parse_tree",
    "results",
    "runtime_error",
    "side_by_side",
    "standard_input",
    "tostring",
    "type_error",
    "type_name",
    "wait",
]
