"""The client against real docker-registry processes; skopeo and the registries' own files judge."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
import pytest

from regbot.registry import Client, CopyOptions, HostConfig, Platform, Reference
from regbot.registry.digest import compute_digest
from regbot.registry.errors import NotFound, Unsupported
from tests.fakes import images
from tests.fakes.programs import Registry, Skopeo, run_registry


def run(work: Callable[[Client], Awaitable[None]], *registries: Registry, **settings: int) -> None:
    async def main() -> None:
        hosts = [HostConfig(each.host, tls="disabled", **settings) for each in registries]  # type: ignore[arg-type]  # settings are HostConfig's
        async with Client(hosts) as client:
            await work(client)

    anyio.run(main)


def name(registry: Registry, repository: str, rest: str = ":v1") -> Reference:
    return Reference.parse(registry.repository(repository) + rest)


def test_an_index_goes_from_one_registry_to_another(
    two_registries: tuple[Registry, Registry], repository: str, skopeo: Skopeo
) -> None:
    here, there = two_registries
    many = images.index("index")
    images.push(here.host, repository, many, "v1")

    async def work(client: Client) -> None:
        report = await client.copy_image(name(here, repository), name(there, repository))
        assert (4, 9) == (report.manifests_copied, report.blobs_copied)
        assert (await client.copy_image(name(here, repository), name(there, repository))).unchanged

    run(work, here, there)
    source, target = (str(name(each, repository)) for each in two_registries)
    assert skopeo.inspect_raw(source) == skopeo.inspect_raw(target) == many.manifest
    assert skopeo.digests(source) == skopeo.digests(target)
    assert [] == there.open_uploads(repository)


def test_a_docker_image_keeps_its_bytes(
    two_registries: tuple[Registry, Registry], repository: str, skopeo: Skopeo
) -> None:
    here, there = two_registries
    image = images.image("docker", docker=True)
    images.push(here.host, repository, image, "v1")

    async def work(client: Client) -> None:
        await client.copy_image(name(here, repository), name(there, repository))

    run(work, here, there)
    assert image.manifest == skopeo.inspect_raw(str(name(there, repository)))


def test_chosen_platforms_are_accepted_by_a_registry_that_checks(
    two_registries: tuple[Registry, Registry], repository: str, skopeo: Skopeo
) -> None:
    here, there = two_registries
    many = images.index("platforms")
    images.push(here.host, repository, many, "v1")
    chosen = CopyOptions(platforms=("linux/arm64",))

    async def work(client: Client) -> None:
        await client.copy_image(name(here, repository), name(there, repository), chosen)

    run(work, here, there)
    arm = many.children[1]
    found = skopeo.digests(str(name(there, repository)))
    assert {arm.digest, *arm.blobs} == found - {skopeo.digest(str(name(there, repository)))}


def test_within_one_registry_blobs_are_mounted(registry: Registry, repository: str, skopeo: Skopeo) -> None:
    image = images.image("mounted", layers=4)
    images.push(registry.host, repository, image, "v1")
    other = f"{repository}-other"

    async def work(client: Client) -> None:
        report = await client.copy_image(name(registry, repository), name(registry, other))
        assert (5, 0) == (report.blobs_mounted, report.blobs_copied)

    run(work, registry)
    assert {image.digest, *image.blobs} == skopeo.digests(str(name(registry, other)))
    assert [] == registry.open_uploads(other)


def test_retag_list_and_delete_leave_the_sibling(registry: Registry, repository: str, skopeo: Skopeo) -> None:
    many = images.index("siblings")
    images.push(registry.host, repository, many, "v1")

    async def work(client: Client) -> None:
        first = name(registry, repository)
        await client.copy_image(first, first.with_tag("v2"))
        assert ["v1", "v2"] == sorted(await client.list_tags(first))
        await client.delete_tag(first)
        assert ["v2"] == await client.list_tags(first)
        with pytest.raises(NotFound):
            await client.delete_tag(first)
        with pytest.raises(NotFound):
            await client.get_manifest(first)

    run(work, registry)
    assert ["v2"] == skopeo.tags(registry.repository(repository))
    assert skopeo.digests(str(name(registry, repository, ":v2"))) >= {each.digest for each in many.children}


def test_f25_a_registry_without_deletion_keeps_the_tag(
    tmp_path: Path, repository: str, skopeo: Skopeo
) -> None:
    with run_registry(tmp_path, delete=False) as registry:
        image = images.image("kept")
        images.push(registry.host, repository, image, "v1", "v2")

        async def work(client: Client) -> None:
            with pytest.raises(Unsupported, match="left as it was"):
                await client.delete_tag(name(registry, repository))

        run(work, registry)
        assert image.manifest == skopeo.inspect_raw(str(name(registry, repository)))
        assert ["v1", "v2"] == skopeo.tags(registry.repository(repository))


def test_tags_and_repositories_come_in_pages(registry: Registry, repository: str) -> None:
    image = images.image("pages", layers=1)
    tags = [f"t{number:03}" for number in range(25)]
    images.push(registry.host, repository, image, *tags)
    for number in range(3):
        images.push(registry.host, f"{repository}-{number}", image, "v1")

    async def work(client: Client) -> None:
        assert tags == sorted(await client.list_tags(name(registry, repository)))
        listed = await client.list_repositories(registry.host)
        assert {repository, *(f"{repository}-{number}" for number in range(3))} <= set(listed)
        assert listed[:2] == await client.list_repositories(registry.host, limit=2)

    run(work, registry)


def test_manifests_and_configs(registry: Registry, repository: str) -> None:
    many = images.index("configs", labels={"stage": "prod"})
    images.push(registry.host, repository, many, "v1")

    async def work(client: Client) -> None:
        ref = name(registry, repository)
        assert many.digest == (await client.head_manifest(ref)).descriptor.digest
        arm = await client.get_manifest(ref, platform=Platform.parse("linux/arm64"))
        assert many.children[1].digest == arm.descriptor.digest
        config = await client.get_config(ref, platform=Platform.parse("linux/arm/v7"))
        assert {"stage": "prod"} == config.document["config"]["Labels"]
        await client.delete_manifest(ref.with_digest(many.digest))
        with pytest.raises(NotFound):
            await client.head_manifest(ref)

    run(work, registry)


@pytest.mark.parametrize("settings", [{}, {"blob_max": 1000, "blob_chunk": 70_000}])
def test_blobs_go_up_whole_and_in_chunks(
    registry: Registry, repository: str, settings: dict[str, int]
) -> None:
    data = b"".join(images.big_blob(300_001))

    async def work(client: Client) -> None:
        ref = name(registry, repository)
        descriptor = await client.put_blob(ref, data)
        assert compute_digest(data) == descriptor.digest
        assert len(data) == (await client.head_blob(ref, descriptor.digest)).size
        async with client.get_blob(ref, descriptor) as reader:
            assert data == await reader.read()
        assert 0 == (await client.put_blob(ref, b"")).size

    run(work, registry, **settings)
    assert [] == registry.open_uploads(repository)


def test_a_layout_is_what_skopeo_expects_and_the_other_way_round(
    registry: Registry, repository: str, skopeo: Skopeo, tmp_path: Path
) -> None:
    many = images.index("layout")
    images.push(registry.host, repository, many, "v1")
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    skopeo.copy(str(name(registry, repository)), f"oci:{theirs}:v1")

    async def work(client: Client) -> None:
        await client.copy_image(name(registry, repository), Reference.parse(f"ocidir://{ours}:v1"))
        report = await client.copy_image(
            Reference.parse(f"ocidir://{theirs}:v1"), Reference.parse(f"ocidir://{ours}:v2")
        )
        assert (0, 0) == (report.blobs_copied, report.blobs_mounted)
        assert ["v1", "v2"] == await client.list_tags(Reference.parse(f"ocidir://{ours}"))

    run(work, registry)
    assert many.manifest == skopeo.inspect_raw(f"oci:{ours}:v2")
    skopeo.copy(f"oci:{ours}:v2", registry.repository(f"{repository}-back:v1"))
    assert skopeo.digests(str(name(registry, repository))) == skopeo.digests(
        registry.repository(f"{repository}-back:v1")
    )


def test_a_cancelled_copy_ends_its_uploads_and_leaves_no_tag(
    two_registries: tuple[Registry, Registry], repository: str
) -> None:
    """Distribution 2.8 answers 404 to the DELETE of a session that a PUT left half full, and purges it later.

    So the judge is whether the DELETE came, not whether the folder went.
    """
    here, there = two_registries
    big = images.image("big", layers=3, layer_size=8_000_000)
    images.push(here.host, repository, big, "v1")

    async def work(client: Client) -> None:
        for delay in (0.01, 0.03, 0.06, 0.1):
            with anyio.move_on_after(delay) as scope:
                await client.copy_image(name(here, repository), name(there, repository))
            if scope.cancelled_caught:
                with pytest.raises(NotFound):
                    await client.head_manifest(name(there, repository))
        await client.copy_image(name(here, repository), name(there, repository))
        assert big.digest == (await client.head_manifest(name(there, repository))).descriptor.digest

    run(work, here, there)
    deleted = "\n".join(line for line in there.requests() if line.startswith("DELETE"))
    assert [] == [session for session in there.open_uploads(repository) if session not in deleted]
