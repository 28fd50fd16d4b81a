"""`imageconfig`: the config of an image, readable and editable, exported as a new object.

Scripts get one by `image.config(ref)` or `m:config()`; the fetch of both is here.
"""

import logging
from collections.abc import Callable

from interpreter import MISSING, Value, encode, runtime_error
from regbot.builtins.arguments import absent, inner, mismatch
from regbot.builtins.context import Context
from regbot.builtins.document import pretty
from regbot.builtins.nouns import manifest_argument, platform_argument
from regbot.builtins.objects import ConfigObject, ManifestObject, new_object
from regbot.registry.client import ImageConfig
from regbot.registry.platform import Platform
from regbot.registry.reference import Reference


def functions(context: Context) -> dict[str, Callable[..., Value]]:
    """Give the members of the module."""
    table = context.tables["imageconfig"]

    def export(config: Value = MISSING, *_: Value) -> Value:
        return new_object(table, _own(config).export())

    def index(config: Value = MISSING, name: Value = None, *_: Value) -> Value:
        if name == "export":
            return table.get(name)
        return _own(config).fields.read(name)

    def set_index(config: Value = MISSING, name: Value = None, value: Value = None, *_: Value) -> tuple[()]:
        _own(config).fields.write(name, value)
        return ()

    def text(config: Value = MISSING, *_: Value) -> Value:
        return encode(pretty(_own(config).fields.document()))

    return {"export": export, "__index": index, "__newindex": set_index, "__tostring": text}


def fetch_config(context: Context, image: Value, platform: Value) -> Value:
    """Fetch the config of a MAN (behaviour 11.2) as a new object; of an index, that of one platform's image.

    Waits for one of the places of `defaults.parallel`. Raises a LuaError when the registry fails, and for a
    manifest object that is no image: which platform of an index at hand it should be, the script must say.
    """
    found = manifest_argument(1, image)
    wanted = platform_argument(2, platform)
    if isinstance(found, ConfigObject):
        return new_object(
            context.tables["imageconfig"], ConfigObject(context.shapes, found.reference, found.config)
        )
    reference = found if isinstance(found, Reference) else found.reference
    context.log(logging.DEBUG, "Retrieve image config", image=str(reference))
    failed = f'Failed retrieving "{reference}" config'
    if isinstance(found, Reference) or found.manifest.raw is None:
        action = context.client.get_config(reference, platform=wanted)
    elif found.manifest.is_image or (found.manifest.is_index and not absent(platform)):
        action = _config_of(context, found, wanted)
    else:
        kind = found.manifest.descriptor.media_type
        raise runtime_error(encode(f"{failed}: Image methods are not available for manifest {kind}"))
    config = context.request(failed, context.throttled(action))
    return new_object(context.tables["imageconfig"], ConfigObject(context.shapes, reference, config))


async def _config_of(context: Context, held: ManifestObject, platform: Platform) -> ImageConfig:
    """Fetch the config that a manifest at hand names, even when its tag has moved since."""
    return await context.client.get_config(held.reference, platform=platform, manifest=held.manifest)


def _own(value: Value) -> ConfigObject:
    found = inner(value)
    if not isinstance(found, ConfigObject):
        raise mismatch(1, "imageconfig", value)
    return found
