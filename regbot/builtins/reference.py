"""`reference`: names of images as objects whose tag and digest can be changed.

Every function that takes an image's name takes such an object too. Tags and digests are validated where they
are set (behaviour 12, F26). Two references are equal when they name the same.
"""

from collections.abc import Callable

from interpreter import MISSING, OPTIONAL, Value, encode
from regbot.builtins.arguments import inner, mismatch, text_argument
from regbot.builtins.context import Context
from regbot.builtins.nouns import reference_argument, refused
from regbot.builtins.objects import ReferenceObject, new_object
from regbot.registry.errors import RegistryError


def functions(context: Context) -> dict[str, Callable[..., Value]]:
    """Give the members of the module; all but `new` are methods as well."""

    def new(name: Value = MISSING, *_: Value) -> Value:
        return new_object(context.tables["reference"], ReferenceObject(reference_argument(1, name)))

    def close(name: Value = MISSING, *_: Value) -> tuple[()]:
        reference = reference_argument(1, name)
        context.request(f'Failed closing "{reference}"', context.client.close_reference(reference))
        return ()

    def tag(self: Value = MISSING, value: Value = OPTIONAL, *_: Value) -> Value:
        held = _own(self)
        if value is OPTIONAL:
            return encode(held.reference.tag)
        try:
            held.reference = held.reference.with_tag(text_argument(2, value))
        except RegistryError as error:
            raise refused(2, error) from error
        return ()

    def digest(self: Value = MISSING, value: Value = OPTIONAL, *_: Value) -> Value:
        held = _own(self)
        if value is OPTIONAL:
            return encode(held.reference.digest)
        try:
            held.reference = held.reference.with_digest(text_argument(2, value))
        except RegistryError as error:
            raise refused(2, error) from error
        return ()

    return {
        "new": new,
        "close": close,
        "tag": tag,
        "digest": digest,
        "registry": lambda self=MISSING, *_: encode(_own(self).reference.registry),
        "repository": lambda self=MISSING, *_: encode(_own(self).reference.repository),
        "path": lambda self=MISSING, *_: encode(_own(self).reference.path),
        "__tostring": lambda self=MISSING, *_: encode(str(_own(self).reference)),
        "__eq": lambda one=MISSING, other=MISSING, *_: _own(one).reference == _own(other).reference,
    }


def _own(value: Value) -> ReferenceObject:
    found = inner(value)
    if not isinstance(found, ReferenceObject):
        raise mismatch(1, "reference", value)
    return found
