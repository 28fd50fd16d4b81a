"""The table of the Lua-facing modules: all of them, with the registry client behind them.

Called by `open_builtins` for scripts that may ask registries, and by `regbot check`, which must know every
name.
"""

from collections.abc import Callable
from types import MappingProxyType

from interpreter import MISSING, LuaTable, Value
from regbot.builtins import (
    blob,
    image,
    imageconfig,
    json,
    log,
    manifest,
    parallel,
    reference,
    repo,
    retain,
    semver,
    tag,
    time,
)
from regbot.builtins.arguments import mismatch
from regbot.builtins.objects import fields_of

# In this order: `image` takes over functions of `manifest`.
MODULES = MappingProxyType(
    {
        "log": log.functions,
        "reference": reference.functions,
        "repo": repo.functions,
        "tag": tag.functions,
        "manifest": manifest.functions,
        "imageconfig": imageconfig.functions,
        "image": image.functions,
        "blob": blob.functions,
        "semver": semver.functions,
        "json": json.functions,
        "time": time.functions,
        "retain": retain.functions,
        "parallel": parallel.functions,
    }
)


def pairs_of(original: Callable[..., Value]) -> Callable[..., Value]:
    """Make a `pairs` that goes over the members of manifests and configs too; Lua 5.1 has no `__pairs`."""

    def pairs(value: Value = MISSING, *_: Value) -> Value:
        if isinstance(value, LuaTable):
            return original(value)
        fields = fields_of(value)
        if fields is None:
            raise mismatch(1, "table", value)
        return original(fields.root)

    return pairs
