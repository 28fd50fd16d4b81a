"""One blob of a copy, from one store to another: nothing, a mount, or bytes; whatever costs least.

Which it is is decided in `copyplan.py`, by what is known (`known.py`) and, where that is not enough, by what
the target says. Two copies that want the same blob at the same place take turns (`turns.py`), so that the
second finds what the first brought. Called by copy and client.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from regbot.registry.copyplan import (
    asks_by_opening,
    asks_first,
    begins_early,
    hangs_on_newness,
    mounts_first,
)
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import RegistryError
from regbot.registry.known import Known
from regbot.registry.presence import has_blob
from regbot.registry.reference import Reference
from regbot.registry.store import Placed, Store, StoredBlob
from regbot.registry.turns import Turns

Reserve = Callable[..., AbstractAsyncContextManager[None]]
"""`reserve(*registries, size=…)` takes one connection slot of each for everything that is sent inside."""


@dataclass(frozen=True)
class Office:
    """What the copies of one client share. `reserve`: as the transport's."""

    reserve: Reserve
    known: Known
    turns: Turns


class Way:
    """From a repository or folder to another one: the blobs that go this way.

    `forced`: what is known does not count, the target is asked about every blob. `external`: foreign layers
    are fetched from their own addresses where the source does not have them.
    """

    def __init__(
        self,
        office: Office,
        from_store: Store,
        source: Reference,
        to_store: Store,
        target: Reference,
        *,
        forced: bool = False,
        external: bool = False,
    ) -> None:
        self.office = office
        self.from_store = from_store
        self.to_store = to_store
        self.source = source
        self.target = target
        self.forced = forced
        self.external = external
        self.same_place = from_store.place(source) == to_store.place(target)
        same_registry = source.scheme == target.scheme == "" and source.registry == target.registry
        self.mount_from = source if same_registry else None
        readers, writers = from_store.hosts(source), to_store.hosts(target)
        self._hosts = (*readers, *writers)
        self._apart = not set(readers) & set(writers)

    def doubting(self) -> "Way":
        """The same way for somebody who found that what is known is wrong."""
        ends = (self.from_store, self.source, self.to_store, self.target)
        return Way(self.office, *ends, forced=True, external=self.external)

    async def is_new(self) -> bool:
        """Whether there is no such repository at the target; it is asked once."""
        known, target = self.office.known, self.target
        new = known.is_new(target)
        if new is None:
            async with self.office.turns.take("new", self.to_store.place(target)):
                new = known.is_new(target)
                if new is None:
                    new = await self.to_store.is_new(target)
                    known.set_new(target, new)
        return new

    async def place(self, blob: Descriptor, watch: Callable[[int], None] = lambda _: None) -> Placed:
        """Bring a blob to the target, unless it is there. `watch` is told of the bytes read so far."""
        known, target, digest = self.office.known, self.target, blob.digest
        async with self.office.turns.take("blob", self.to_store.place(target), digest):
            if not self.forced and known.has(target, digest):
                return Placed(blob, "present")
            mount_from = self.mount_from or known.elsewhere(target, digest)
            if mounts_first(known.mounts(target), possible=mount_from is not None, forced=self.forced):
                return await self.send(blob, mount_from, watch, ask=True)
            if self._asks_by_opening(blob):
                return await self.send(blob, self.target, watch)
            if await self._asks_first(blob) and await has_blob(self.to_store, target, digest):
                known.saw(target, digest)
                return Placed(blob, "present")
            return await self.send(blob, mount_from, watch)

    def _asks_by_opening(self, blob: Descriptor) -> bool:
        known, target = self.office.known, self.target
        if self.forced or target.scheme or self.to_store.pretends:
            return False
        return asks_by_opening(
            blob.size,
            new=known.is_new(target),
            mounts=known.mounts(target),
            shares=known.shares(target),
            refused=self.to_store.refuses_offers(target),
        )

    async def _asks_first(self, blob: Descriptor) -> bool:
        if self.forced or not hangs_on_newness(blob.size):
            return True
        return asks_first(blob.size, new=await self.is_new())

    async def send(
        self,
        blob: Descriptor,
        mount_from: Reference | None,
        watch: Callable[[int], None] = lambda _: None,
        *,
        ask: bool = False,
    ) -> Placed:
        """Mount it, or stream it while holding a few chunks at a time.

        `mount_from` the target's own repository: the question whether it is there, which says nothing about
        mounts. `ask`: when the mount is refused, the target is asked whether it has the blob.

        Slots of both ends are taken together: two transfers in opposite directions would else wait for each
        other. When a mirror of the source gives wrong bytes, the transfer begins anew with the next host.
        """
        known, target = self.office.known, self.target
        asks = mount_from is not None and mount_from.repository == target.repository
        told = mount_from is not None and not asks
        early = begins_early(
            mount=told and known.mounts(target) is not False,
            shares=known.shares(target),
            there=asks and known.is_new(target) is False,
            apart=self._apart,
        )
        stored = StoredBlob(self.from_store, self.source, blob, self.external, watch, early)

        async def is_there() -> bool:
            # in a reserved slot nobody may wait for another's turn, so `is_new` is not asked
            unknown = self.forced or asks_first(blob.size, new=known.is_new(target))
            return unknown and await has_blob(self.to_store, target, blob.digest)

        async with self.office.reserve(*self._hosts, size=blob.size if blob.size >= 0 else None):
            while True:
                try:
                    placed = await self.to_store.put_blob(
                        target, stored, blob, mount_from=mount_from, unless=is_there if ask else None
                    )
                    break
                except RegistryError as error:
                    if not error.elsewhere:
                        raise
        known.saw(target, blob.digest)
        if not asks:
            known.note_mount(target, placed.how == "mounted", told=told)
        elif placed.how == "present":
            known.set_new(target, False)
        return placed
