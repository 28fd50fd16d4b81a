"""What this process knows about registries without asking: parts it saw or sent, repositories that are new.

A part (a manifest or a blob, by its digest) is known to be in a repository once a HEAD found it there, or it
was sent or mounted there. A repository is new when the registry said that it has none of that name: what is
in it then is what this process put there. Known things save requests, nothing else hangs on them: whoever
builds on one that turns out wrong forgets the repository, and asks.

Knowledge ends: after `AGE`, since others delete as well; when there is too much of it; and for a whole
repository when something is deleted in it, or a registry misses a part of a manifest. A folder (`ocidir://`)
is quicker to look at than to remember, so nothing is known about one.

One Known belongs to a client. No I/O here. Used by copy, transfers and client.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from regbot.registry.reference import Reference

AGE: Final = 600.0
"""Seconds for which something is known."""

MOST: Final = 100_000
"""Parts that are known of one registry at most, and answers about whether a repository is new."""


@dataclass
class _Registry:
    """What is known of one registry.

    parts: by repository and digest, the time when the part was last seen. repositories: by digest, those that
    have it. fresh: whether a repository was new, and when that was said. count: the parts.
    """

    parts: dict[str, dict[str, float]] = field(default_factory=dict)
    repositories: dict[str, dict[str, None]] = field(default_factory=dict)
    fresh: dict[str, tuple[bool, float]] = field(default_factory=dict)
    count: int = 0
    mounts: bool | None = None
    shares: bool = False

    def add(self, repository: str, digest: str, now: float) -> None:
        parts = self.parts.setdefault(repository, {})
        self.count += digest not in parts
        parts[digest] = now
        self.repositories.setdefault(digest, {})[repository] = None

    def drop(self, repository: str, digest: str) -> None:
        parts = self.parts[repository]
        del parts[digest]
        if not parts:
            del self.parts[repository]
        self.count -= 1
        having = self.repositories[digest]
        del having[repository]
        if not having:
            del self.repositories[digest]

    def forget(self, repository: str) -> None:
        self.fresh.pop(repository, None)
        for digest in list(self.parts.get(repository, ())):
            self.drop(repository, digest)


class Known:
    """What is known about all registries of one client. clock: monotonic seconds."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, age: float = AGE, most: int = MOST
    ) -> None:
        self._clock = clock
        self._age = age
        self._most = most
        self._registries: dict[str, _Registry] = {}

    def saw(self, ref: Reference, part: str) -> None:
        """The reference's repository has this part: a blob's digest, or `manifest DIGEST`."""
        if ref.scheme:
            return
        registry = self._of(ref)
        registry.add(ref.repository, part, self._clock())
        while registry.count > self._most:
            registry.forget(next(iter(registry.parts)))  # the one that came first

    def has(self, ref: Reference, part: str) -> bool:
        """Whether the reference's repository has this part; False when that is not known."""
        return not ref.scheme and self._is_there(self._of(ref), ref.repository, part)

    def elsewhere(self, ref: Reference, digest: str) -> Reference | None:
        """Another repository of the same registry that has this part."""
        if ref.scheme:
            return None
        registry = self._of(ref)
        for repository in list(registry.repositories.get(digest, ())):
            if repository != ref.repository and self._is_there(registry, repository, digest):
                return Reference(registry=ref.registry, repository=repository)
        return None

    def is_new(self, ref: Reference) -> bool | None:
        """Whether the repository was not there when the registry was asked; None when it was not asked."""
        if ref.scheme:
            return False
        new, when = self._of(ref).fresh.get(ref.repository, (None, 0.0))
        return None if new is None or self._clock() - when >= self._age else new

    def set_new(self, ref: Reference, new: bool) -> None:
        """Note what the registry said about the repository."""
        if ref.scheme:
            return
        fresh = self._of(ref).fresh
        fresh.pop(ref.repository, None)
        fresh[ref.repository] = (new, self._clock())
        while len(fresh) > self._most:
            del fresh[next(iter(fresh))]  # the oldest

    def mounts(self, ref: Reference) -> bool | None:
        """Whether the registry shares blobs between repositories when told where from; None: not tried."""
        return self._of(ref).mounts

    def shares(self, ref: Reference) -> bool:
        """Whether the registry has given a blob of another repository without being told where from."""
        return self._of(ref).shares

    def note_mount(self, ref: Reference, mounted: bool, *, told: bool) -> None:
        """Note whether a blob came by a mount. told: the registry was told where from."""
        if ref.scheme:
            return
        registry = self._of(ref)
        if told:
            registry.mounts = mounted or bool(registry.mounts)
        elif mounted:
            registry.shares = True

    def forget(self, ref: Reference) -> None:
        """Nothing is known about the reference's repository any more: something is gone from it."""
        if not ref.scheme:
            self._of(ref).forget(ref.repository)

    def _of(self, ref: Reference) -> _Registry:
        return self._registries.setdefault(ref.registry, _Registry())

    def _is_there(self, registry: _Registry, repository: str, digest: str) -> bool:
        seen = registry.parts.get(repository, {}).get(digest)
        if seen is None:
            return False
        if self._clock() - seen < self._age:
            return True
        registry.drop(repository, digest)
        return False
