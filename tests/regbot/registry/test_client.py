import pytest

from regbot.registry import Client, Platform, Reference
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import ManifestError, NotFound
from tests.fakes import images
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Got, Reply

pytestmark = pytest.mark.anyio
MANY = images.index("many", labels={"stage": "prod"})


async def test_a_config_is_that_of_the_wanted_platform() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", MANY, "v1")
    async with connected(registry) as (client, host):
        ref = Reference.parse(f"{host}/team/app:v1")
        config = await client.get_config(ref, platform=Platform.parse("linux/arm64"))
        index = await client.get_manifest(ref)
        again = await client.get_config(ref, platform=Platform.parse("linux/arm64"), manifest=index)
    assert (config.raw, MANY.children[1].digest) == (again.raw, config.manifest.descriptor.digest)
    assert {"stage": "prod"} == config.document["config"]["Labels"]


@pytest.mark.parametrize("raw", [b"<", b"[]", b"[" * 100_000])
async def test_a_config_that_is_none_is_refused(raw: bytes) -> None:
    digest = images.digest_of(raw)
    config = {"mediaType": "x", "digest": digest, "size": len(raw)}
    manifest = images._json({"mediaType": images.OCI_MANIFEST, "config": config, "layers": []})

    def before(got: Got) -> Reply:
        return Reply(
            200, [("Content-Type", images.OCI_MANIFEST)], manifest if "manifests" in got.path else raw
        )

    async with connected(MemoryRegistry(before=before)) as (client, host):
        with pytest.raises(ManifestError, match="image config is not"):
            await client.get_config(Reference.parse(f"{host}/team/app:v1"))


async def test_folders_and_registries_do_not_mount(tmp_path: str) -> None:
    layout = Reference.parse(f"ocidir://{tmp_path}")
    async with Client() as client:
        descriptor = Descriptor("", images.digest_of(b""), 0)
        assert not await client.mount_blob(layout, layout, descriptor)
        with pytest.raises(NotFound):
            await client.copy_blob(layout, Reference.parse(f"ocidir://{tmp_path}/x"), descriptor)
