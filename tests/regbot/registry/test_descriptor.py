import base64
from typing import Any

import pytest

from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import compute_digest
from regbot.registry.errors import InvalidDigest, ManifestError
from regbot.registry.platform import Platform

DATA = b"{}"
DIGEST = compute_digest(DATA)


def test_a_full_descriptor_there_and_back() -> None:
    document = {
        "mediaType": "a/b",
        "digest": DIGEST,
        "size": 2,
        "urls": ["https://example.com/x"],
        "annotations": {"a": "b"},
        "data": base64.b64encode(DATA).decode(),
        "platform": {"architecture": "amd64", "os": "linux"},
        "artifactType": "c/d",
    }
    descriptor = Descriptor.from_json(document)
    assert document == descriptor.to_json()
    assert (DATA, Platform("linux", "amd64")) == (descriptor.data, descriptor.platform)


@pytest.mark.parametrize(
    "data", ["!", base64.b64encode(b"[]").decode(), base64.b64encode(b"{} ").decode(), 5]
)
def test_embedded_data_that_does_not_fit_is_left_out(data: Any) -> None:
    assert Descriptor.from_json({"digest": DIGEST, "size": 2, "data": data}).data is None


@pytest.mark.parametrize(
    "document",
    [None, [], "x", {}, {"digest": 5}, {"digest": DIGEST, "size": "2"}, {"digest": DIGEST, "size": -2}],
)
def test_what_is_no_descriptor_is_refused(document: Any) -> None:
    with pytest.raises(ManifestError):
        Descriptor.from_json(document)


def test_a_descriptor_whose_digest_is_a_path_is_refused() -> None:
    with pytest.raises(InvalidDigest):
        Descriptor.from_json({"digest": "sha256:../../../../etc/passwd", "size": 2})
