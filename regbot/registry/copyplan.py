"""What a copy is asked to do and what it did; and the decisions in between that need no I/O.

Used by copy.py, by the Lua module `image`, and by whoever reports.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import PlatformNotFound
from regbot.registry.manifest import Manifest, from_document
from regbot.registry.platform import Platform
from regbot.registry.reference import Reference


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
class CopyReport:
    """What one copy did, or has done so far: numbers of manifests and blobs, and bytes of both.

    copied: sent to the target. skipped: were there. mounted: the registry shared them between repositories.
    `before` is what the target named before ("" for nothing), `digest` what it names afterwards.

    While the copy runs, `bytes_planned` are the bytes of all manifests and blobs found so far, whatever
    becomes of them, and `bytes_under_way` those that were read of blobs whose transfer has not ended. In the
    end moved, skipped and mounted bytes together are those planned. `started`: monotonic seconds.
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
    bytes_moved: int = 0
    bytes_skipped: int = 0
    bytes_mounted: int = 0
    bytes_planned: int = 0
    bytes_under_way: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def unchanged(self) -> bool:
        """Nothing was written: the target had it all."""
        return not (self.manifests_copied or self.blobs_copied or self.blobs_mounted)

    def found(self, descriptor: Descriptor) -> None:
        """Count a manifest or a blob that the copy is about."""
        self.bytes_planned += max(descriptor.size, 0)

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

    @contextmanager
    def transfer(self) -> Iterator[Callable[[int], None]]:
        """A blob's transfer lasts as long as the block; in it, call what you get with the bytes read so far.

        A transfer that begins anew says 0 again.
        """
        share = 0

        def at(position: int) -> None:
            nonlocal share
            self.bytes_under_way += position - share
            share = position

        try:
            yield at
        finally:
            at(0)


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
