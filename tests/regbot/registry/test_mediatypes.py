from typing import Any

import pytest

from regbot.registry import mediatypes
from regbot.registry.errors import ManifestError

OCI_CHILD = {"mediaType": "application/vnd.oci.image.layer.v1.tar"}
DOCKER_CHILD = {"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip"}


@pytest.mark.parametrize(
    ("document", "header", "found"),
    [
        ({"mediaType": mediatypes.OCI_INDEX}, mediatypes.OCI_INDEX, mediatypes.OCI_INDEX),
        ({}, mediatypes.OCI_MANIFEST + "; charset=utf-8", mediatypes.OCI_MANIFEST),
        ({"mediaType": mediatypes.DOCKER_LIST}, "", mediatypes.DOCKER_LIST),
        ({"mediaType": mediatypes.OCI_MANIFEST}, "application/json", mediatypes.OCI_MANIFEST),
        ({"schemaVersion": 1, "signatures": []}, "", mediatypes.DOCKER_SCHEMA1_SIGNED),
        ({"schemaVersion": 1}, "", mediatypes.DOCKER_SCHEMA1),
        ({"manifests": [OCI_CHILD]}, "", mediatypes.OCI_INDEX),
        ({"manifests": []}, "", mediatypes.OCI_INDEX),
        ({"manifests": [DOCKER_CHILD]}, "", mediatypes.DOCKER_LIST),
        ({"layers": [OCI_CHILD]}, "", mediatypes.OCI_MANIFEST),
        ({"layers": [DOCKER_CHILD]}, "text/plain", mediatypes.DOCKER_MANIFEST),
        ({"layers": [], "config": DOCKER_CHILD}, "", mediatypes.DOCKER_MANIFEST),
    ],
)
def test_the_kind_of_a_manifest(document: dict[str, Any], header: str, found: str) -> None:
    assert found == mediatypes.detect(document, header)


@pytest.mark.parametrize(
    ("document", "header", "gist"),
    [
        ({"mediaType": mediatypes.OCI_INDEX}, mediatypes.OCI_MANIFEST, "unexpected media type"),
        ({}, "text/html", 'unsupported media type: "text/html"'),
        ({}, "", 'unsupported media type: ""'),
        ({"mediaType": "x/y"}, "", 'unsupported media type: "x/y"'),
    ],
)
def test_a_kind_that_is_not_clear_is_refused(document: dict[str, Any], header: str, gist: str) -> None:
    with pytest.raises(ManifestError, match=gist):
        mediatypes.detect(document, header)
