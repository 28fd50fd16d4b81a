"""What a copy is asked to do and what it did; and the decisions in between that need no I/O.

Used by copy.py, by the Lua module `image`, and by whoever reports.
"""

from collections.abc import Iterable
from dataclasses import dataclass

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
    """What one copy did: numbers of manifests and blobs, and bytes of blobs.

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
    bytes_moved: int = 0
    bytes_skipped: int = 0
    bytes_mounted: int = 0

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

    def placed_blob(self, size: int, *, mounted: bool) -> None:
        """Count a blob that was sent or mounted."""
        if mounted:
            self.blobs_mounted += 1
            self.bytes_mounted += max(size, 0)
        else:
            self.blobs_copied += 1
            self.bytes_moved += max(size, 0)


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
