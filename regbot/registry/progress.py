"""How far a transfer of an image is, for those who watch it: the part that the reports of copies, exports and
imports have in common.

Filled by whoever moves the bytes, read a few times a second by the display and the status page.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from regbot.registry.descriptor import Descriptor


@dataclass(kw_only=True)
class Progress:
    """Bytes of manifests and blobs. moved: sent to the target. skipped: were there. mounted: the registry
    shared them between repositories.

    While it goes on, `bytes_planned` are the bytes of all manifests and blobs found so far, whatever becomes
    of them, and `bytes_under_way` those that were read of blobs whose transfer has not ended. In the end
    moved, skipped and mounted bytes together are those planned. `started`: monotonic seconds.
    """

    bytes_moved: int = 0
    bytes_skipped: int = 0
    bytes_mounted: int = 0
    bytes_planned: int = field(default=0, compare=False)
    bytes_under_way: int = field(default=0, compare=False)
    started: float = field(default_factory=time.monotonic, compare=False)

    def found(self, descriptor: Descriptor) -> None:
        """Count a manifest or a blob that it is about."""
        self.bytes_planned += max(descriptor.size, 0)

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
