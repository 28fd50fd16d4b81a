"""`repo`: the repositories of a registry."""

import logging
from collections.abc import Callable

from interpreter import MISSING, Value
from regbot.builtins.arguments import mismatch, page_options, text_argument
from regbot.builtins.context import Context
from regbot.builtins.convert import to_lua
from regbot.builtins.nouns import refused
from regbot.registry.errors import RegistryError
from regbot.registry.reference import parse_registry


def functions(context: Context) -> dict[str, Callable[..., Value]]:
    """Give the members of the module."""

    def ls(host: Value = MISSING, options: Value = None, *_: Value) -> Value:
        if not isinstance(host, str):
            raise mismatch(1, "string", host)
        try:
            registry = parse_registry(text_argument(1, host))
        except RegistryError as error:
            raise refused(1, error) from error
        opts = page_options(2, options)
        context.log(logging.DEBUG, "Listing repositories", host=registry, opts=opts)
        return to_lua(
            context.request("Failed retrieving repo list", context.client.list_repositories(registry, **opts))
        )

    return {"ls": ls}
