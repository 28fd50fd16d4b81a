"""`tag`: the tags of a repository, and deleting one without its siblings."""

import logging
from collections.abc import Callable

from interpreter import MISSING, Value, encode, runtime_error
from regbot.builtins.arguments import page_options, reference_argument
from regbot.builtins.context import Context
from regbot.builtins.convert import to_lua
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

    def delete(image: Value = MISSING, *_: Value) -> tuple[()]:
        reference = reference_argument(1, image)
        context.log_write("Delete tag", image=str(reference))
        if not reference.tag:
            raise runtime_error(encode(f'Failed deleting "{reference}": tag missing from image reference'))
        if not context.dry_run:
            context.request(f'Failed deleting "{reference}"', _delete(context, reference))
        context.changed("delete tag", str(reference))
        return ()

    return {"ls": ls, "delete": delete}


async def _delete(context: Context, reference: Reference) -> None:
    await context.client.delete_tag(reference)
    await context.client.close_reference(
        reference
    )  # in an OCI layout: removes what nothing points to any more
