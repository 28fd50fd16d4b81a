"""`tag`: the tags of a repository, and deleting one without its siblings."""

import logging
from collections.abc import Callable

from interpreter import MISSING, Value, encode, runtime_error
from regbot.builtins.arguments import page_options, reason_option
from regbot.builtins.context import Context
from regbot.builtins.convert import to_lua
from regbot.builtins.nouns import reference_argument
from regbot.registry.reference import Reference


def functions(context: Context) -> dict[str, Callable[..., Value]]:
    """Give the members of the module."""

    def ls(repository: Value = MISSING, options: Value = None, *_: Value) -> Value:
        reference = reference_argument(1, repository)
        opts = page_options(2, options)
        context.log(logging.DEBUG, "Listing tags", repo=reference.name, opts=opts)
        return to_lua(
            context.request("Failed retrieving tag list", context.client.list_tags(reference, **opts))
        )

    def delete(image: Value = MISSING, options: Value = None, *_: Value) -> tuple[()]:
        reference = reference_argument(1, image)
        reason = reason_option(2, options)
        context.log_write("Delete tag", image=str(reference))
        if not reference.tag:
            raise runtime_error(encode(f'Failed deleting "{reference}": tag missing from image reference'))
        with context.change("delete tag", str(reference), reason=reason) as change:
            action = _delete(context, reference)
            change.digest = change.before = context.request(f'Failed deleting "{reference}"', action)
        return ()

    return {"ls": ls, "delete": delete}


async def _delete(context: Context, reference: Reference) -> str:
    digest = await context.client.delete_tag(reference)
    await context.client.close_reference(reference)  # in a layout: removes what nothing points to any more
    return digest
