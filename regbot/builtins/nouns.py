"""The checks of what scripts pass where a registry's noun is wanted: references, manifests, platforms.

As in arguments.py, each takes the position of the argument and raises the Lua argument error. Called by the
modules that ask registries.
"""

from interpreter import Value, argument_error, decode, encode
from regbot.builtins.arguments import absent, inner, mismatch, must_be_inside, text_argument
from regbot.builtins.objects import ConfigObject, ManifestObject, ReferenceObject
from regbot.registry.errors import RegistryError
from regbot.registry.platform import Platform, local
from regbot.registry.reference import Reference


def refused(position: int, error: RegistryError) -> Exception:
    """Make the argument error for a text that the client cannot use."""
    return argument_error(position, encode(error.message))


def reference_argument(position: int, value: Value) -> Reference:
    """Take a REF: a string, a reference, a manifest or an image config (behaviour 11.2)."""
    if isinstance(value, str):
        try:
            reference = Reference.parse(decode(value))
        except RegistryError as error:
            raise refused(position, error) from error
        if reference.scheme:
            must_be_inside(position, reference.path)
        return reference
    found = inner(value)
    if isinstance(found, ReferenceObject | ManifestObject | ConfigObject):
        return found.reference
    raise mismatch(position, "reference", value)


def manifest_argument(position: int, value: Value) -> ManifestObject | ConfigObject | Reference:
    """Take a MAN: a manifest or an image config as it is, or a reference that is still to be fetched."""
    found = inner(value)
    if isinstance(found, ManifestObject | ConfigObject):
        return found
    return reference_argument(position, value)


def platform_argument(position: int, value: Value) -> Platform:
    """Take a platform such as `linux/arm64`; this machine's when left out. A bad text is an error (F27)."""
    if absent(value):
        return local()
    return parse_platform(position, text_argument(position, value))


def parse_platform(position: int, text: str) -> Platform:
    """Read the text of a platform."""
    try:
        return Platform.parse(text)
    except RegistryError as error:
        raise refused(position, error) from error
