"""What a target has already: the question before everything that is put. Used by copy and archive import.

A refusal to say counts as "no", because a repository may not exist yet. An outage is no answer, and where the
password is wrong nothing else will go better: both are raised before anything moves.
"""

from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import NotFound, Unauthorized, UnexpectedStatus
from regbot.registry.reference import Reference
from regbot.registry.store import Store


async def find_manifest(store: Store, ref: Reference) -> Descriptor | None:
    """The manifest under this name; None when there is none."""
    try:
        return (await store.head_manifest(ref)).descriptor
    except NotFound:
        return None
    except Unauthorized as error:
        if error.credential_refused:
            raise
        return None
    except UnexpectedStatus as error:
        if error.temporary:
            raise
        return None


async def has_blob(store: Store, ref: Reference, digest: str) -> bool:
    """Whether the repository has the blob."""
    try:
        await store.head_blob(ref, digest)
    except NotFound:
        return False
    except Unauthorized as error:
        if error.credential_refused:
            raise
        return False
    except UnexpectedStatus as error:
        if error.temporary:
            raise
        return False
    return True


async def find_referrers(store: Store, ref: Reference) -> list[Descriptor]:
    """What the repository lists as referrers of the reference's digest; none where it refuses to say."""
    try:
        return await store.list_referrers(ref)
    except Unauthorized as error:
        if error.credential_refused:
            raise
        return []
