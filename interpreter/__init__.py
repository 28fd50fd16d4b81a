"""Lua 5.1 in pure Python."""

from interpreter.bridge import current, wait
from interpreter.errors import LuaError, argument_error, runtime_error, type_error
from interpreter.function import LuaFunction, results
from interpreter.limits import Limits
from interpreter.metatables import call, tostring
from interpreter.table import LuaTable
from interpreter.values import Userdata, Value, decode, encode, type_name

__all__ = [
    "Limits",
    "LuaError",
    "LuaFunction",
    "LuaTable",
    "Userdata",
    "Value",
    "argument_error",
    "call",
    "current",
    "decode",
    "encode",
    "results",
    "runtime_error",
    "tostring",
    "type_error",
    "type_name",
    "wait",
]
