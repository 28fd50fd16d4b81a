"""Digests: `sha256:…` and `sha512:…`, computed and verified while bytes pass by.

A digest is a plain string everywhere else; this module alone knows which algorithms exist and how long their
hex is. Other registered algorithms (blake3) are refused: what cannot be verified must not be copied.
"""

import hashlib
import re
from typing import Protocol

from regbot.registry.errors import DigestMismatch, InvalidDigest, SizeMismatch

_HEX_LENGTH = {"sha256": 64, "sha512": 128}
_HEX = re.compile(r"[0-9a-f]+")


class Hash(Protocol):
    """What hashlib's objects do."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes in."""

    def hexdigest(self) -> str:
        """The hex text so far."""
        ...


def check_digest(text: str) -> str:
    """`text` when it is a digest that we can verify: a known algorithm, lower-case hex of the right length.

    Raises InvalidDigest. The length matters: a shorter hex would also be a path in an OCI layout.
    """
    algorithm, _, digits = text.partition(":")
    length = _HEX_LENGTH.get(algorithm)
    if length is None:
        raise InvalidDigest(f'invalid digest "{text}", only sha256 and sha512 can be verified')
    if len(digits) != length or not _HEX.fullmatch(digits):
        raise InvalidDigest(f'invalid digest "{text}", {algorithm} has {length} lower-case hex digits')
    return text


def algorithm_of(digest: str) -> str:
    """`sha256` or `sha512`. Raises InvalidDigest."""
    return check_digest(digest).partition(":")[0]


def new_hash(algorithm: str = "sha256") -> Hash:
    """A running hash of the algorithm. Raises InvalidDigest for others than sha256 and sha512."""
    if algorithm not in _HEX_LENGTH:
        raise InvalidDigest(f'unknown digest algorithm "{algorithm}", only sha256 and sha512 can be verified')
    return hashlib.new(algorithm)


def compute_digest(data: bytes, algorithm: str = "sha256") -> str:
    """The digest of data."""
    running = new_hash(algorithm)
    running.update(data)
    return f"{algorithm}:{running.hexdigest()}"


class Verifier:
    """Checks bytes on their way: feed `update`, then call `finish`.

    `size` None means that nobody said how long it is. `what` names the thing in errors.
    """

    __slots__ = ("_algorithm", "_expected", "_hash", "_size", "_what", "count")

    def __init__(self, digest: str, size: int | None = None, *, what: str = "blob") -> None:
        self._algorithm = algorithm_of(digest)
        self._expected = digest
        self._size = size
        self._hash = new_hash(self._algorithm)
        self._what = what
        self.count = 0

    def update(self, chunk: bytes) -> None:
        """Take a chunk. Raises SizeMismatch as soon as there is more than was promised."""
        self.count += len(chunk)
        if self._size is not None and self.count > self._size:
            raise SizeMismatch(
                f"read limit exceeded: {self._what} {self._expected} is longer than its {self._size} bytes"
            )
        self._hash.update(chunk)

    def finish(self) -> None:
        """Raises SizeMismatch (gist `short read`) or DigestMismatch (gist `digest mismatch`)."""
        if self._size is not None and self.count < self._size:
            raise SizeMismatch(
                f"short read: {self._what} {self._expected} has {self.count} bytes, expected {self._size}"
            )
        computed = f"{self._algorithm}:{self._hash.hexdigest()}"
        if computed != self._expected:
            raise DigestMismatch(
                f"{self._what} digest mismatch [expected {self._expected}, calculated {computed}]"
            )
