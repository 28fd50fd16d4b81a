"""Referrers: listed by the registry or by a tag, and copied with what they are about."""

import json
from pathlib import Path

import pytest

from regbot.registry.client import Client
from regbot.registry.copyplan import CopyOptions
from regbot.registry.errors import NotFound, UnexpectedStatus
from regbot.registry.manifest import from_document
from regbot.registry.reference import Reference
from regbot.registry.referrers import fallback_tag, referrer_descriptor
from tests.fakes import images
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Reply

pytestmark = pytest.mark.anyio
ONE = images.image("subject")
MANY = images.index("subjects", platforms=("linux/amd64", "linux/arm64"))
SIGNATURE = images.image("signature", layers=1, subject=ONE.descriptor)
SBOM = images.image("sbom", layers=1, subject=ONE.descriptor, annotations={"kind": "sbom"})
ABOUT_SBOM = images.image("about-sbom", layers=1, subject=SBOM.descriptor)
REFERRERS = CopyOptions(referrers=True)


def at(host: str, rest: str = "team/app:v1") -> Reference:
    return Reference.parse(f"{host}/{rest}")


def listed(*referrers: images.Image) -> bytes:
    """The index under a fallback tag."""
    entries = [{**each.descriptor, "artifactType": images.OCI_CONFIG} for each in referrers]
    document = {"schemaVersion": 2, "mediaType": images.OCI_INDEX, "manifests": entries}
    return json.dumps(document).encode()


def note(registry: MemoryRegistry, subject: images.Image, *referrers: images.Image) -> None:
    """Put the index under the fallback tag, as another client did."""
    repository, raw = registry.repository("team/app"), listed(*referrers)
    repository.manifests[images.digest_of(raw)] = (images.OCI_INDEX, raw)
    repository.tags[fallback_tag(subject.digest)] = images.digest_of(raw)


def signed(*, api: bool) -> MemoryRegistry:
    """A registry with ONE, its signature, its SBOM, and something about the SBOM."""
    registry = MemoryRegistry(referrers=api, subjects=api)
    registry.load("team/app", ONE, "v1")
    for each in (SIGNATURE, SBOM, ABOUT_SBOM):
        registry.load("team/app", each)
    if not api:
        note(registry, ONE, SIGNATURE, SBOM)
        note(registry, SBOM, ABOUT_SBOM)
    return registry


async def digests(client: Client, ref: Reference, artifact_type: str = "") -> set[str]:
    found = await client.list_referrers(ref, artifact_type=artifact_type)
    return {each.digest for each in found}


@pytest.mark.parametrize("api", [True, False])
async def test_referrers_are_listed_by_the_registry_or_by_the_tag(api: bool) -> None:
    async with connected(signed(api=api)) as (client, host):
        assert {SIGNATURE.digest, SBOM.digest} == await digests(client, at(host))
        assert {ABOUT_SBOM.digest} == await digests(client, at(host, f"team/app@{SBOM.digest}"))
        assert set() == await digests(client, at(host, f"team/app@{ABOUT_SBOM.digest}"))


@pytest.mark.parametrize("api", [True, False])
async def test_a_filter_that_the_registry_ignores_is_applied_here(api: bool) -> None:
    async with connected(signed(api=api)) as (client, host):
        assert set() == await digests(client, at(host), "application/spdx+json")
        assert {SIGNATURE.digest, SBOM.digest} == await digests(client, at(host), images.OCI_CONFIG)


async def test_the_registrys_list_may_come_in_pages() -> None:
    registry = signed(api=True)
    registry.page = 1
    async with connected(registry) as (client, host):
        assert {SIGNATURE.digest, SBOM.digest} == await digests(client, at(host))
    assert 2 == registry.counted("GET", "/referrers/")


async def test_a_missing_tag_is_not_found() -> None:
    async with connected(signed(api=True)) as (client, host):
        with pytest.raises(NotFound):
            await client.list_referrers(at(host, "team/app:none"))


async def test_an_outage_is_not_taken_for_a_registry_without_a_list() -> None:
    registry = signed(api=False)
    registry.before = lambda got: Reply(500) if "/referrers/" in got.path else None
    async with connected(registry) as (client, host):
        with pytest.raises(UnexpectedStatus):
            await client.list_referrers(at(host))


async def test_an_older_registry_that_finds_the_path_malformed_has_no_list() -> None:
    registry = signed(api=False)
    registry.before = lambda got: Reply(400) if "/referrers/" in got.path else None
    async with connected(registry) as (client, host):
        assert {SIGNATURE.digest, SBOM.digest} == await digests(client, at(host))


@pytest.mark.parametrize("to_api", [True, False])
@pytest.mark.parametrize("from_api", [True, False])
async def test_a_copy_brings_referrers_of_referrers_into_either_kind_of_list(
    from_api: bool, to_api: bool
) -> None:
    source, target = signed(api=from_api), MemoryRegistry(referrers=to_api, subjects=to_api)
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there), REFERRERS)
        assert {SIGNATURE.digest, SBOM.digest} == await digests(client, at(there))
        assert {ABOUT_SBOM.digest} == await digests(client, at(there, f"team/app@{SBOM.digest}"))
    copied = target.repositories["team/app"]
    assert {ONE.digest, SIGNATURE.digest, SBOM.digest, ABOUT_SBOM.digest} <= set(copied.manifests)
    tags = {fallback_tag(ONE.digest), fallback_tag(SBOM.digest)} if not to_api else set()
    assert {"v1"} | tags == set(copied.tags)
    assert "PUT /v2/team/app/manifests/v1" == [line for line in target.log if line.startswith("PUT")][-1]


@pytest.mark.parametrize(("document", "kind"), [({"artifactType": "a/b"}, "a/b"), ({}, images.OCI_CONFIG)])
def test_a_referrer_is_listed_by_its_artifact_type_or_else_its_configs(
    document: dict[str, str], kind: str
) -> None:
    signature = from_document(at("r"), {**SIGNATURE.document, **document, "annotations": {"a": "b"}})
    listed = referrer_descriptor(signature)
    assert (kind, {"a": "b"}) == (listed.artifact_type, listed.annotations)
    assert (signature.descriptor.digest, signature.descriptor.size) == (listed.digest, listed.size)


async def test_without_the_option_no_referrer_is_looked_for() -> None:
    source, target = signed(api=True), MemoryRegistry()
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there))
    assert 0 == source.counted("GET", "/referrers/")
    assert {ONE.digest} == set(target.repositories["team/app"].manifests)


@pytest.mark.parametrize("api", [True, False])
async def test_new_referrers_of_an_image_that_is_there_come_and_the_second_time_nothing_is_put(
    api: bool,
) -> None:
    source, target = signed(api=True), MemoryRegistry(referrers=api, subjects=api)
    target.load("team/app", ONE, "v1")
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there), REFERRERS)
        assert (3, ONE.digest) == (report.manifests_copied, report.digest)
        target.log.clear()
        assert (await client.copy_image(at(here), at(there), REFERRERS)).unchanged
    assert [] == [line for line in target.log if not line.startswith(("GET", "HEAD"))]


async def test_referrers_of_the_children_of_an_index_come_too() -> None:
    about_child = images.image("about-child", layers=1, subject=MANY.children[1].descriptor)
    about_index = images.image("about-index", layers=1, subject=MANY.descriptor)
    source, target = MemoryRegistry(referrers=True), MemoryRegistry(referrers=True)
    for what in (MANY, about_child, about_index):
        source.load("team/app", what, *(["v1"] if what is MANY else []))
    target.load("team/app", MANY, "v1")
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there), REFERRERS)
    assert {about_child.digest, about_index.digest} <= set(target.repositories["team/app"].manifests)


async def test_an_index_of_chosen_platforms_leaves_what_is_about_the_whole_index() -> None:
    about_child = images.image("about-child", layers=1, subject=MANY.children[1].descriptor)
    about_index = images.image("about-index", layers=1, subject=MANY.descriptor)
    source, target = MemoryRegistry(referrers=True), MemoryRegistry(referrers=True)
    for what in (MANY, about_child, about_index):
        source.load("team/app", what, *(["v1"] if what is MANY else []))
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there), CopyOptions(referrers=True, platforms=("linux/arm64",)))
    copied = set(target.repositories["team/app"].manifests)
    assert (True, False) == (about_child.digest in copied, about_index.digest in copied)


async def test_a_referrer_that_is_there_and_not_in_the_tag_is_brought_into_it() -> None:
    source, target = signed(api=False), MemoryRegistry(subjects=False)
    other = images.image("theirs", layers=1, subject=ONE.descriptor)
    for what in (ONE, SIGNATURE, SBOM, ABOUT_SBOM, other):
        target.load("team/app", what, *(["v1"] if what is ONE else []))
    note(target, ONE, other)
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there), REFERRERS)
        assert {SIGNATURE.digest, SBOM.digest, other.digest} == await digests(client, at(there))


async def test_digest_tags_do_not_replace_the_list_that_referrers_are_merged_into() -> None:
    source, target = signed(api=False), MemoryRegistry(subjects=False)
    other = images.image("theirs", layers=1, subject=ONE.descriptor)
    target.load("team/app", other)
    note(target, ONE, other)
    source.repository("team/app").tags[f"{fallback_tag(ONE.digest)}.sig"] = SIGNATURE.digest
    both = CopyOptions(referrers=True, digest_tags=True)
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there), both)
        assert {SIGNATURE.digest, SBOM.digest, other.digest} == await digests(client, at(there))
    assert f"{fallback_tag(ONE.digest)}.sig" in target.repositories["team/app"].tags


async def test_an_entry_of_the_list_that_is_gone_is_left_out() -> None:
    source, target = signed(api=False), MemoryRegistry(referrers=True)
    del source.repositories["team/app"].manifests[SIGNATURE.digest]
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there), REFERRERS)
        assert {SBOM.digest} == await digests(client, at(there))


async def test_a_referrer_whose_blob_is_gone_fails_the_copy_before_the_tag() -> None:
    source, target = signed(api=True), MemoryRegistry(referrers=True)
    del source.repositories["team/app"].blobs[next(iter(SBOM.blobs))]
    async with connected(source, target) as (client, here, there):
        with pytest.raises(NotFound):
            await client.copy_image(at(here), at(there), REFERRERS)
    assert {} == target.repositories["team/app"].tags


async def test_a_retag_looks_for_no_referrers() -> None:
    registry = signed(api=True)
    async with connected(registry) as (client, host):
        await client.copy_image(at(host), at(host, "team/app:v2"), REFERRERS)
    assert 0 == registry.counted("GET", "/referrers/")


async def test_into_a_layout_and_back(tmp_path: Path) -> None:
    source, target = signed(api=True), MemoryRegistry(subjects=False)
    layout = Reference.parse(f"ocidir://{tmp_path}/layout:v1")
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), layout, REFERRERS)
        await client.close_reference(layout)
        assert {SIGNATURE.digest, SBOM.digest} == await digests(client, layout)
        await client.copy_image(layout, at(there), REFERRERS)
        assert {SIGNATURE.digest, SBOM.digest} == await digests(client, at(there))
        assert {ABOUT_SBOM.digest} == await digests(client, at(there, f"team/app@{SBOM.digest}"))


@pytest.mark.parametrize("layout", [False, True])
async def test_a_deleted_referrer_is_struck_off_the_list(tmp_path: Path, layout: bool) -> None:
    registry = MemoryRegistry(subjects=False)
    async with connected(registry) as (client, host):
        where = Reference.parse(f"ocidir://{tmp_path}/x" if layout else f"{host}/team/app")
        source = f"{host}/team/from"
        first, second = (
            images.image(name, layers=0, subject=ONE.descriptor) for name in ("signature", "bill")
        )
        for each in (ONE, first, second):
            registry.load("team/from", each, each.digest[7:14])
            await client.copy_image(Reference.parse(f"{source}:{each.digest[7:14]}"), where.with_tag("t"))
        about = where.with_digest(ONE.digest)
        assert [first.digest, second.digest] == [e.digest for e in await client.list_referrers(about)]
        await client.delete_manifest(where.with_digest(first.digest))
        assert [second.digest] == [e.digest for e in await client.list_referrers(about)]
        await client.delete_manifest(where.with_digest(second.digest))
        assert [] == await client.list_referrers(about)


async def test_deleting_what_is_about_nothing_asks_for_no_list() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host):
        await client.delete_manifest(Reference.parse(f"{host}/team/app@{ONE.digest}"))
    path = f"/v2/team/app/manifests/{ONE.digest}"
    assert [f"GET {path}", f"DELETE {path}"] == registry.log
