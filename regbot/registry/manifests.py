"""Manifests in a registry: get, head, put, delete (specification, chapter 5).

Bytes are never touched: what is put is what was got. Called by `remote.Remote`, and through it by everything
else; `layout.py` does the same for a folder.
"""

from regbot.registry import mediatypes
from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import algorithm_of, check_digest, compute_digest
from regbot.registry.errors import (
    DigestMismatch,
    InvalidReference,
    ManifestError,
    ManifestTooLarge,
    SizeMismatch,
    UnexpectedStatus,
    Unsupported,
)
from regbot.registry.manifest import PULL_LIMIT, PUSH_LIMIT, Manifest, parse_manifest
from regbot.registry.reference import Reference
from regbot.registry.transport import Request, Response, Transport

ACCEPT_HEADERS = tuple(("Accept", media_type) for media_type in mediatypes.ACCEPT)
# Some gateways refuse HEAD (405, or 501 from plain web servers); the Go program gives up there (fault F29).
_NO_HEAD = frozenset({405, 501})
_NO_DELETE = frozenset({405, 501})


async def get_manifest(
    transport: Transport, ref: Reference, descriptor: Descriptor | None = None
) -> Manifest:
    """GET the manifest at the reference's digest, else its tag.

    The bytes are checked against the first of: the descriptor, the reference's digest, the registry's
    Docker-Content-Digest. Data embedded in the descriptor saves the request. When a mirror gives something
    else, the next host is asked. Raises NotFound, DigestMismatch, ManifestTooLarge, ManifestError.
    """
    if descriptor is not None and descriptor.data is not None:
        return parse_manifest(ref, descriptor.data, descriptor.media_type, expected=descriptor.digest)
    expected = descriptor.digest if descriptor else ref.digest
    request = _reading("GET", ref)
    while True:
        async with transport.send(request) as response:
            try:
                return await _read(ref, response, expected)
            except (DigestMismatch, ManifestError, SizeMismatch) as error:
                if not transport.distrust(response, error):
                    raise


def _reading(method: str, ref: Reference) -> Request:
    return Request(
        method=method,
        registry=ref.registry,
        repository=ref.repository,
        path=f"manifests/{manifest_name(ref)}",
        headers=ACCEPT_HEADERS,
        mirrors=True,
        kind="manifest",
        reference=str(ref),
    )


async def _read(ref: Reference, response: Response, expected: str) -> Manifest:
    try:
        raw = await response.read(PULL_LIMIT)
    except SizeMismatch as error:
        if "limit" not in error.message:
            raise
        raise ManifestTooLarge(f"manifest too large: {error.message}", reference=str(ref)) from error
    return parse_manifest(
        ref,
        raw,
        response.headers.get("Content-Type", ""),
        expected=expected or _known_digest(response.headers.get("Docker-Content-Digest", "")),
        rate_limit=response.rate_limit,
    )


async def head_manifest(transport: Transport, ref: Reference) -> Manifest:
    """HEAD the manifest: type, digest, size and rate limit.

    A GET follows where HEAD is switched off (`disableHead`), refused, or says neither digest nor type.
    """
    if transport.host(ref.registry).config.disable_head:
        return _head_of(await get_manifest(transport, ref))
    try:
        async with transport.send(_reading("HEAD", ref)) as response:
            media_type = mediatypes.base_type(response.headers.get("Content-Type", ""))
            said = _known_digest(response.headers.get("Docker-Content-Digest", ""))
            digest = said or ref.digest
            if digest and mediatypes.is_manifest(media_type):
                _check_answer(ref, ref.digest, said)
                descriptor = Descriptor(media_type, digest, _length(response))
                return Manifest(ref, descriptor, rate_limit=response.rate_limit)
    except UnexpectedStatus as error:
        if error.status not in _NO_HEAD:
            raise
    return _head_of(await get_manifest(transport, ref))


async def put_manifest(transport: Transport, ref: Reference, manifest: Manifest) -> tuple[Descriptor, str]:
    """PUT the manifest's bytes under the reference's digest, else its tag.

    Out: its descriptor, and the subject that the registry says it indexed ("" when it does not). Raises
    ManifestTooLarge (over 4 MiB), DigestMismatch when the reference names another digest or the registry says
    that it stored another one.
    """
    stored = check_put(ref, manifest)
    indexed = await _put(transport, ref, manifest.body, stored.media_type, stored.digest)
    return stored, indexed


def check_put(ref: Reference, manifest: Manifest) -> Descriptor:
    """What a put would store, and so what can be said about it before it is sent. Raises as put_manifest."""
    raw, descriptor = manifest.body, manifest.descriptor
    if len(raw) > PUSH_LIMIT:
        raise ManifestTooLarge(
            f"manifest too large: {len(raw)} bytes, registries take {PUSH_LIMIT}", reference=str(ref)
        )
    manifest_name(ref)
    digest = descriptor.digest
    if ref.digest:
        digest = compute_digest(raw, algorithm_of(ref.digest))
        if digest != ref.digest:
            raise DigestMismatch(
                f"manifest digest mismatch, expected {ref.digest}, computed {digest}", reference=str(ref)
            )
    return Descriptor(descriptor.media_type, digest, len(raw), artifact_type=descriptor.artifact_type)


async def _put(transport: Transport, ref: Reference, raw: bytes, media_type: str, digest: str) -> str:
    """Send the PUT; the OCI-Subject that the registry answers with.

    Under a tag a registry computes sha256. To keep another algorithm's digest the tag is given as a query
    beside the digest (distribution-spec 1.2); who does not answer with OCI-Tag has not set the tag.
    """
    attempts: list[tuple[str, tuple[tuple[str, str], ...]]] = [(manifest_name(ref), ())]
    if not ref.digest and algorithm_of(digest) != "sha256":
        attempts = [(digest, (("tag", ref.tag),)), (ref.tag, (("digest", digest),))]
    subject = ""
    for path, extra in attempts:
        request = Request(
            method="PUT",
            registry=ref.registry,
            repository=ref.repository,
            path=f"manifests/{path}",
            query=extra,
            headers=(("Content-Type", media_type),),
            body=raw,
            body_size=len(raw),
            expect=frozenset({201}),
            kind="manifest",
            reference=str(ref),
        )
        async with transport.send(request) as response:
            answered = _known_digest(response.headers.get("Docker-Content-Digest", ""))
            if answered and media_type != mediatypes.DOCKER_SCHEMA1_SIGNED:
                _check_answer(ref, compute_digest(raw, algorithm_of(answered)), answered)
            subject = response.headers.get("OCI-Subject", "")
            if extra and extra[0][0] == "tag" and response.headers.get("OCI-Tag", "") != ref.tag:
                continue
            break
    return subject


async def delete_manifest(transport: Transport, ref: Reference) -> None:
    """DELETE the manifest at the reference's digest, and with it every tag that points there.

    Raises InvalidReference without a digest: a tag alone would say too little about what is lost.
    """
    need_digest(ref)
    request = Request(
        method="DELETE",
        registry=ref.registry,
        repository=ref.repository,
        path=f"manifests/{ref.digest}",
        expect=frozenset({202}),
        kind="manifest",
        reference=str(ref),
    )
    async with transport.send(request):
        return


def refused_deletion(error: UnexpectedStatus, ref: Reference, what: str) -> Unsupported | None:
    """The error of a registry that deletes nothing; None when `error` says something else."""
    if error.status not in _NO_DELETE and error.code != "UNSUPPORTED":
        return None
    return Unsupported(
        f"the registry refused to delete the {what.format(error.message)} "
        "(are deletions switched off there? docker's registry wants storage.delete.enabled)",
        reference=str(ref),
        registry=ref.registry,
        status=error.status,
    )


def need_digest(ref: Reference) -> None:
    """Raises InvalidReference for a reference without a digest."""
    if not ref.digest:
        raise InvalidReference(
            "digest missing from image reference: a manifest is deleted by digest, a tag with tag.delete",
            reference=str(ref),
        )


def manifest_name(ref: Reference) -> str:
    """What goes into the path: the digest, else the tag."""
    if ref.digest:
        return check_digest(ref.digest)
    if not ref.tag:
        raise InvalidReference("image reference has neither tag nor digest", reference=str(ref))
    return ref.tag


def _head_of(manifest: Manifest) -> Manifest:
    return Manifest(manifest.reference, manifest.descriptor, rate_limit=manifest.rate_limit)


def _known_digest(text: str) -> str:
    """A digest header, or "" when it is missing or of an algorithm that cannot be verified."""
    return text if text.startswith(("sha256:", "sha512:")) else ""


def _check_answer(ref: Reference, expected: str, said: str) -> None:
    if expected and said and expected != said and expected.partition(":")[0] == said.partition(":")[0]:
        raise DigestMismatch(
            f"unexpected digest returned by the registry: expected {expected}, got {said}", reference=str(ref)
        )


def _length(response: Response) -> int:
    text: str = response.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() else -1
