"""The referees agree with each other before they judge anybody else."""

import http.client
from pathlib import Path

from tests.fakes import images
from tests.fakes.programs import Registry, Skopeo


def test_what_our_seed_pushes_is_what_skopeo_reads(
    registry: Registry, repository: str, skopeo: Skopeo
) -> None:
    many = images.index("fixture")
    images.push(registry.host, repository, many, "v1", "v2")
    name = registry.repository(repository)
    assert skopeo.tags(name) == ["v1", "v2"]
    assert many.manifest == skopeo.inspect_raw(f"{name}:v1")
    expected = {many.digest} | {each.digest for each in many.children}
    expected |= {digest for each in many.children for digest in each.blobs}
    assert expected == skopeo.digests(f"{name}:v2")


def test_the_same_seed_gives_the_same_image() -> None:
    assert images.image("same", labels={"a": "b"}) == images.image("same", labels={"a": "b"})
    assert images.image("same").digest != images.image("other").digest


def test_a_layout_of_ours_is_read_by_skopeo(tmp_path: Path, skopeo: Skopeo) -> None:
    one = images.image("layout", labels={"stage": "prod"})
    images.write_layout(tmp_path, one, "v1")
    assert one.manifest == skopeo.inspect_raw(f"oci:{tmp_path}:v1")
    assert skopeo.config(f"oci:{tmp_path}:v1")["config"]["Labels"]["stage"] == "prod"


def test_open_uploads_are_seen(registry: Registry, repository: str) -> None:

    connection = http.client.HTTPConnection(registry.host)
    connection.request("POST", f"/v2/{repository}/blobs/uploads/", headers={"Content-Length": "0"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 202
    assert len(registry.open_uploads(repository)) == 1
    assert f"POST /v2/{repository}/blobs/uploads/ 202" in registry.requests()
