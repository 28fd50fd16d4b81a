"""Upload sessions of a registry: open, send whole, finish, and never leave one open behind.

A session is opened by POST, moves with every answer's Location (which may be relative and carries state in
its query), and ends with a PUT that names the digest. Who stops before that sends DELETE: after an error and
after a cancellation, shielded for a short time. (Distribution answers 404 to that when a broken PUT left part
of the body: its state in the URL is then out of date, and only the registry's own purge removes the session.)
Used by blobs.put_blob and blobs.mount_blob; sending in chunks is in `chunks.py`.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio

from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import (
    DigestMismatch,
    NetworkError,
    NotFound,
    RegistryError,
    Unauthorized,
    UnexpectedStatus,
)
from regbot.registry.finish import finish
from regbot.registry.reference import Reference
from regbot.registry.store import Source
from regbot.registry.transport import Request, Response, Transport

if TYPE_CHECKING:
    from yarl import URL

_LOGGER = logging.getLogger("regbot.registry")
OCTETS = ("Content-Type", "application/octet-stream")
# What a cancelled upload may still take, in seconds: once to learn the session's address, once to end it.
GRACE_SECONDS = 3.0
# What a POST may offer to mount from, as a host's `refused_offers` have it.
ANYWHERE, ITSELF, ANOTHER = "anywhere", "the blob's own repository", "another repository"


class Upload:
    """One session. `location` is where the next request goes; `mounted` says that none is needed."""

    def __init__(self, transport: Transport, ref: Reference) -> None:
        self.transport = transport
        self.ref = ref
        self.location: URL | None = None
        self.mounted = False
        self.finished = False
        self.source_failed = False
        """Whether it was the source that broke, so that the registry is not to blame."""
        self.chunk_size = transport.host(ref.registry).config.blob_chunk

    def request(self, method: str, *expect: int) -> Request:
        """A request to the session's present address."""
        assert self.location is not None
        return Request(
            method=method,
            registry=self.ref.registry,
            repository=self.ref.repository,
            url=self.location,
            expect=frozenset(expect),
            retry=False,
            kind="upload",
            reference=self.ref.name,
        )

    def follow(self, response: Response) -> None:
        """Take over the address and the least chunk size that an answer gives."""
        self.location = response.location or self.location
        least = response.headers.get("OCI-Chunk-Min-Length", "")
        if least.isascii() and least.isdigit():
            limit = self.transport.host(self.ref.registry).config.blob_limit
            self.chunk_size = max(self.chunk_size, min(int(least), limit))


@asynccontextmanager
async def open_upload(
    transport: Transport, ref: Reference, descriptor: Descriptor | None, *, mount_from: Reference | None
) -> AsyncIterator[Upload]:
    """A session, or a blob that is `mounted` already.

    With a digest the POST offers a mount: from a repository, or from wherever the registry has it (some do,
    the others start a session as if nothing had been said). Refused offers are followed by a plain POST; a
    registry that refuses one for what it is gets no more of its kind. A session whose blob was not finished
    in the block is deleted.
    """
    upload = Upload(transport, ref)
    try:
        await _open(upload, descriptor, mount_from)
        yield upload
    finally:
        if upload.location is not None and not upload.finished:
            with anyio.move_on_after(GRACE_SECONDS, shield=True):
                await _end(upload)


async def send_whole(upload: Upload, source: Source, descriptor: Descriptor) -> None:
    """The one streamed PUT. Raises what the registry says, unless it has the blob all the same."""
    size = len(source) if isinstance(source, bytes) else descriptor.size
    await finish_upload(upload, descriptor.digest, source, size)


async def finish_upload(upload: Upload, digest: str, body: Source, size: int) -> None:
    """The last PUT: what is left of the body, and the digest. Some registries answer 204 instead of 201.

    A body that went out is never sent into the same session again: part of it may be there (the transport
    knows uploads). When the answer was lost the blob may be complete, so the registry is asked for it.
    """
    plain = upload.request("PUT", 201, 204)
    request = replace(
        plain,
        query=(("digest", digest),),
        headers=(OCTETS,),
        body=body,
        body_size=size,
        retry=True,
        reference=f"{upload.ref.name}@{digest}",
    )
    try:
        async with upload.transport.send(request):
            upload.finished = True
    except (NetworkError, UnexpectedStatus, NotFound) as error:
        unsure = error.temporary or error.status == 404
        if not unsure or upload.source_failed or not await _has_arrived(upload, digest):
            raise
        fields = {"ref": request.reference, "err": str(error)}
        _LOGGER.debug("Upload is complete although its answer was lost", extra={"fields": fields})


async def _has_arrived(upload: Upload, digest: str) -> bool:
    """Whether the registry itself (no mirror) has the blob now. An answer that says nothing counts as no."""
    if upload.transport.host(upload.ref.registry).config.disable_head:
        return False
    request = Request(
        method="HEAD",
        registry=upload.ref.registry,
        repository=upload.ref.repository,
        path=f"blobs/{digest}",
        kind="blob",
        reference=f"{upload.ref.name}@{digest}",
    )
    try:
        async with upload.transport.send(request):
            return True
    except RegistryError:
        return False


def refuses_offers(transport: Transport, ref: Reference) -> bool:
    """Whether the registry is known to refuse a POST that offers a mount from the blob's own repository."""
    return ITSELF in transport.host(ref.registry).refused_offers


def _kind_of_offer(ref: Reference, mount_from: Reference | None) -> str:
    if mount_from is None:
        return ANYWHERE
    return ITSELF if mount_from.repository == ref.repository else ANOTHER


async def _open(upload: Upload, descriptor: Descriptor | None, mount_from: Reference | None) -> None:
    refused = upload.transport.host(upload.ref.registry).refused_offers
    kind = _kind_of_offer(upload.ref, mount_from)
    in_vain = False
    if descriptor is not None and kind not in refused:
        query = [("mount", descriptor.digest)]
        if mount_from is not None:
            config = upload.transport.host(upload.ref.registry).config
            query.append(("from", config.repository_path(mount_from.repository)))
        pull_from = (mount_from.repository,) if mount_from is not None else ()
        try:
            await _post(upload, tuple(query), pull_from, descriptor.digest)
            return
        except (UnexpectedStatus, NotFound) as error:
            _LOGGER.debug("Mount refused", extra={"fields": {"ref": upload.ref.name, "err": str(error)}})
            # ECR: 404 says that it does not know the other repository, and nothing about the next one.
            in_vain = not error.temporary and (error.status != 404 or kind != ANOTHER)
        except Unauthorized as error:
            # No right to read the other repository is no reason not to write to this one.
            if mount_from is None or error.credential_refused:
                raise
    await _post(upload, (), (), "")
    if in_vain:  # and not the repository, or the registry, that takes no upload at all
        refused.add(kind)


async def _post(
    upload: Upload, query: tuple[tuple[str, str], ...], pull_from: tuple[str, ...], digest: str
) -> None:
    """POST uploads/. Not cut off by a cancellation: who does not learn the address cannot end the session.

    After a cancellation the answer is waited for at most GRACE_SECONDS.
    """
    request = Request(
        method="POST",
        registry=upload.ref.registry,
        repository=upload.ref.repository,
        path="blobs/uploads/",
        query=query,
        body=b"",
        body_size=0,
        expect=frozenset({201, 202} if query else {202}),
        kind="upload",
        pull_from=pull_from,
        reference=upload.ref.name,
    )

    async def send() -> None:
        async with upload.transport.send(request) as response:
            if response.status == 201:
                _check_mounted(upload, response, digest)
            else:
                upload.follow(response)

    await finish(send, grace=GRACE_SECONDS)
    if upload.location is None and not upload.mounted:
        raise RegistryError(
            "the registry opened an upload and did not say where (no Location header)",
            registry=upload.ref.registry,
            reference=upload.ref.name,
            method="POST",
        )


def _check_mounted(upload: Upload, response: Response, digest: str) -> None:
    said = response.headers.get("Docker-Content-Digest", "")
    if said and said != digest:
        raise DigestMismatch(
            f"the registry mounted {said} instead of {digest}",
            registry=upload.ref.registry,
            reference=upload.ref.name,
        )
    upload.mounted = upload.finished = True


async def _end(upload: Upload) -> None:
    """DELETE the session. Best effort: the registry forgets it by itself some day."""
    try:
        async with upload.transport.send(upload.request("DELETE", 200, 202, 204, 404)):
            return
    except RegistryError as error:
        _LOGGER.debug("Upload not ended", extra={"fields": {"ref": upload.ref.name, "err": str(error)}})
