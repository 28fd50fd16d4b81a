"""What a copy is asked to do and what it did; and the decisions in between that need no I/O.

Used by copy.py, by the Lua module `image`, and by whoever reports.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import PlatformNotFound, RegistryError
from regbot.registry.manifest import Manifest, from_document
from regbot.registry.platform import Platform
from regbot.registry.progress import Progress
from regbot.registry.reference import Reference

UNASKED: Final = 8 << 20
"""Bytes of a blob that is sent to a new repository without a question."""

RESENT: Final = 1 << 18
"""Bytes of a blob that is rather sent again than asked for with a request of its own."""

PartKind = Literal["config", "layer"]


@dataclass(frozen=True)
class CopyOptions:
    """`digest_tags`: tags named after a copied digest come along. `force_recursive`: look at every part even
    when the target has the manifest, and put every manifest again. `include_external`: layers with `urls` are
    copied as well. `referrers`: what has a copied manifest as its subject (signatures, SBOMs) comes along,
    and what refers to that. `platforms`: only these children of an index ("" = those without a platform); the
    index is then rebuilt without the others, or, with `sparse_index`, put as it is (most registries refuse
    that).
    """

    digest_tags: bool = False
    force_recursive: bool = False
    include_external: bool = False
    referrers: bool = False
    platforms: tuple[str, ...] = ()
    sparse_index: bool = False


@dataclass
class CopyReport(Progress):
    """What one copy did, or has done so far: numbers of manifests and blobs, and bytes of both.

    copied: sent to the target. skipped: were there. mounted: the registry shared them between repositories.
    `before` is what the target named before ("" for nothing), `digest` what it names afterwards.
    """

    source: Reference
    target: Reference
    before: str = ""
    digest: str = ""
    manifests_copied: int = 0
    manifests_skipped: int = 0
    blobs_copied: int = 0
    blobs_skipped: int = 0
    blobs_mounted: int = 0

    @property
    def unchanged(self) -> bool:
        """Nothing was written: the target had it all."""
        return not (self.manifests_copied or self.blobs_copied or self.blobs_mounted)

    def copied_manifest(self, descriptor: Descriptor) -> None:
        """Count a manifest that was put."""
        self.manifests_copied += 1
        self.bytes_moved += max(descriptor.size, 0)

    def skipped_manifest(self, descriptor: Descriptor) -> None:
        """Count a manifest that was there, and with it everything below."""
        self.manifests_skipped += 1
        self.bytes_skipped += max(descriptor.size, 0)

    def skipped_blob(self, descriptor: Descriptor) -> None:
        """Count a blob that was there."""
        self.blobs_skipped += 1
        self.bytes_skipped += max(descriptor.size, 0)

    def placed_blob(self, descriptor: Descriptor, size: int, *, mounted: bool) -> None:
        """Count a blob that was sent or mounted; `size` is what it turned out to be."""
        self.bytes_planned += max(size, 0) - max(descriptor.size, 0)
        if mounted:
            self.blobs_mounted += 1
            self.bytes_mounted += max(size, 0)
        else:
            self.blobs_copied += 1
            self.bytes_moved += max(size, 0)

    def mended(self, again: "CopyReport") -> None:
        """Count what a second look at some parts found missing, and brought."""
        self.manifests_copied += again.manifests_copied
        self.blobs_copied += again.blobs_copied
        self.blobs_mounted += again.blobs_mounted
        self.bytes_moved += again.bytes_moved
        self.bytes_mounted += again.bytes_mounted
        self.bytes_planned += again.bytes_moved + again.bytes_mounted


def first_question(
    *, named: bool, forced: bool, counted: bool, new: bool | None
) -> Literal["manifest", "head", "nothing"]:
    """What the source is asked for a manifest while the target is asked whether it has it.

    named: the manifest's digest is known already, so what the target has decides whether it is wanted at all.
    forced: it is, in any case. counted: the source counts the manifests that are fetched against a limit,
    and their heads not. new: whether the target's repository is certainly new, or None when nobody knows.
    """
    if forced:
        return "manifest"
    if named:
        return "manifest" if new or (new is None and not counted) else "nothing"
    return "head" if counted else "manifest"


def hangs_on_newness(size: int) -> bool:
    """Whether a blob of this size is sent without a question to a repository that is new.

    The registry may have blobs in a "new" repository: those of a copy that broke off before its first
    manifest. To send a few of them again is quicker than to ask for each; large ones are worth the question.
    """
    return 0 <= size <= UNASKED


def asks_first(size: int, *, new: bool | None) -> bool:
    """Whether the target is asked for a blob of this size before it is sent."""
    return not (new and hangs_on_newness(size))


def asks_by_opening(size: int, *, new: bool | None, mounts: bool | None, shares: bool, refused: bool) -> bool:
    """Whether the POST that opens a blob's upload is the question whether it is there already.

    It offers to mount the blob from the very repository that it goes to (distribution-spec, "Mounting a blob
    from another repository"): a registry that has it there says 201, and where it has not, the upload is open
    a round trip earlier. One that knows no such mount opens an upload in any case, and gets a blob again that
    it has; so only small ones are asked for like this. mounts: whether the registry is known to mount.
    shares: it finds blobs of other repositories when it is not told where from. refused: it has refused such
    a POST.
    """
    return 0 <= size <= RESENT and not new and mounts is not False and not shares and not refused


def mounts_first(mounts: bool | None, *, possible: bool, forced: bool) -> bool:
    """Whether a mount is tried before any question: it is as quick as one, and ends the matter.

    mounts: whether the registry is known to do so. forced: every blob is asked for.
    """
    return possible and not forced and mounts is not False


def begins_early(*, mount: bool, shares: bool, there: bool, apart: bool) -> bool:
    """Whether a download may begin before it is certain that the target wants the blob.

    Not where a mount is likely (mount: it is told where from; shares: the registry finds out by itself) or
    the target may have it (there: it is only being asked, and has a repository of that name), and only where
    both ends are asked in different places (apart): else it would need a second connection slot.
    """
    return apart and not mount and not shares and not there


def order_parts(config: Descriptor | None, layers: Iterable[Descriptor]) -> list[tuple[Descriptor, PartKind]]:
    """An image's blobs in the order in which their transfers begin: the config, then small layers first.

    What is small is there soon, and does not keep others waiting.
    """
    parts: list[tuple[Descriptor, PartKind]] = [] if config is None else [(config, "config")]
    return parts + [(layer, "layer") for layer in sorted(layers, key=lambda each: each.size)]


def misses_parts(error: RegistryError) -> bool:
    """Whether a registry refused a manifest because it does not have a part of it."""
    return error.code in ("MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_UNKNOWN")


def choose_children(manifest: Manifest, platforms: tuple[str, ...]) -> list[Descriptor]:
    """The entries of an index that the platform filter lets through; all without one.

    A wanted platform matches entries of the same OS, architecture and variant (and os.version, if it names
    one); "" matches entries that name no platform. Raises PlatformNotFound when nothing matches.
    """
    children = manifest.children
    if not platforms:
        return children
    wanted = [Platform.parse(text) if text else None for text in platforms]
    chosen = [child for child in children if any(_matches(child.platform, each) for each in wanted)]
    if not chosen:
        there = sorted({str(child.platform) for child in children if child.platform})
        raise PlatformNotFound(
            f"platform not found: {', '.join(platforms)} (there is {', '.join(there) or 'none'})",
            reference=str(manifest.reference),
        )
    return chosen


def rebuild_index(manifest: Manifest, children: Iterable[Descriptor]) -> Manifest:
    """The index with these entries only; entries and all other members stay as they are."""
    assert manifest.document is not None
    kept = {child.digest for child in children}
    entries = [entry for entry in manifest.document["manifests"] if entry.get("digest") in kept]
    document = {**manifest.document, "manifests": entries}
    return from_document(manifest.reference, document, manifest.descriptor.media_type)


def digest_tags_of(tags: Iterable[str], digest: str) -> list[str]:
    """The tags that begin with `ALGORITHM-HEX` of the digest (cosign's and the referrers' convention)."""
    prefix = digest.replace(":", "-", 1)
    return [tag for tag in tags if tag.startswith(prefix)]


def _matches(platform: Platform | None, wanted: Platform | None) -> bool:
    if platform is None or wanted is None:
        return platform is wanted
    same = (platform.os, platform.architecture, platform.variant)
    if same != (wanted.os, wanted.architecture, wanted.variant):
        return False
    return not wanted.os_version or wanted.os_version == platform.os_version
