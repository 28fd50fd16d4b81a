import pytest

from regbot.registry.digest import Verifier, algorithm_of, check_digest, compute_digest
from regbot.registry.errors import DigestMismatch, InvalidDigest, SizeMismatch

EMPTY = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_digests_of_the_empty_text() -> None:
    assert compute_digest(b"") == EMPTY
    assert compute_digest(b"", "sha512").startswith("sha512:cf83e1357eefb8bdf1542850d66d8007d620e405")
    assert [algorithm_of(EMPTY), algorithm_of(compute_digest(b"", "sha512"))] == ["sha256", "sha512"]


@pytest.mark.parametrize(
    "text", ["", "sha256", "sha256:abc", EMPTY.upper(), EMPTY + "0", "md5:" + "0" * 32, "blake3:" + "0" * 64]
)
def test_what_cannot_be_verified_is_refused(text: str) -> None:
    with pytest.raises(InvalidDigest):
        check_digest(text)


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_a_verifier_is_content_with_the_right_bytes(algorithm: str) -> None:
    verifier = Verifier(compute_digest(b"hello world", algorithm), 11)
    verifier.update(b"hello ")
    verifier.update(b"world")
    verifier.finish()
    assert verifier.count == 11


def test_wrong_bytes_are_found_at_the_end() -> None:
    verifier = Verifier(compute_digest(b"hello"))
    verifier.update(b"hellO")
    with pytest.raises(DigestMismatch, match=r"digest mismatch \[expected sha256:2cf2.*, calculated sha256:"):
        verifier.finish()


def test_too_few_bytes_are_a_short_read() -> None:
    verifier = Verifier(compute_digest(b"hello"), 5)
    verifier.update(b"hell")
    with pytest.raises(SizeMismatch, match=r"short read.*4 bytes, expected 5"):
        verifier.finish()


def test_too_many_bytes_are_found_at_once() -> None:
    verifier = Verifier(compute_digest(b"hello"), 5)
    with pytest.raises(SizeMismatch, match="read limit exceeded"):
        verifier.update(b"hello!")
