"""What a copy decides without I/O."""

import pytest

from regbot.registry.copyplan import (
    RESENT,
    UNASKED,
    CopyReport,
    asks_by_opening,
    asks_first,
    begins_early,
    first_question,
    hangs_on_newness,
    misses_parts,
    mounts_first,
    order_parts,
)
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import UnexpectedStatus
from regbot.registry.reference import Reference


@pytest.mark.parametrize(
    ("named", "forced", "counted", "new", "question"),
    [
        # a tag: what it points to must be known in any case
        (False, False, False, False, "manifest"),
        (False, False, True, False, "head"),
        # a child: the target may have it
        (True, False, False, True, "manifest"),
        (True, False, False, None, "manifest"),
        (True, False, False, False, "nothing"),
        # the source counts pulls: no manifest is fetched in vain
        (True, False, True, True, "manifest"),
        (True, False, True, None, "nothing"),
        # wanted whatever the target has
        (False, True, True, False, "manifest"),
        (True, True, True, False, "manifest"),
    ],
)
def test_what_the_source_is_asked_first(
    named: bool, forced: bool, counted: bool, new: bool | None, question: str
) -> None:
    assert question == first_question(named=named, forced=forced, counted=counted, new=new)


@pytest.mark.parametrize("size", [0, 1, UNASKED])
def test_a_small_blob_is_not_asked_for_in_a_new_repository_only(size: int) -> None:
    assert hangs_on_newness(size)
    assert [False, True, True] == [asks_first(size, new=new) for new in (True, False, None)]


@pytest.mark.parametrize("size", [-1, UNASKED + 1, 10**12])
def test_a_large_blob_and_one_of_unknown_size_are_always_asked_for(size: int) -> None:
    assert not hangs_on_newness(size)
    assert [True, True, True] == [asks_first(size, new=new) for new in (True, False, None)]


@pytest.mark.parametrize(
    ("size", "new", "mounts", "shares", "asks"),
    [
        (0, None, None, False, True),
        (RESENT, False, True, False, True),
        (RESENT + 1, None, None, False, False),
        (-1, None, None, False, False),
        # there is nothing to ask: it goes up
        (1, True, None, False, False),
        # the registry would not tell, or tells more when it is not told where from
        (1, None, False, False, False),
        (1, None, None, True, False),
    ],
)
def test_the_opening_of_an_upload_is_the_question(
    size: int, new: bool | None, mounts: bool | None, shares: bool, asks: bool
) -> None:
    assert asks == asks_by_opening(size, new=new, mounts=mounts, shares=shares, refused=False)
    assert not asks_by_opening(size, new=new, mounts=mounts, shares=shares, refused=True)


def test_a_mount_comes_first_where_it_is_possible_and_was_not_refused() -> None:
    assert [True, True, False] == [
        mounts_first(mounts, possible=True, forced=False) for mounts in (None, True, False)
    ]
    assert not mounts_first(True, possible=False, forced=False)
    assert not mounts_first(True, possible=True, forced=True)


def test_a_download_begins_early_where_the_blob_is_sure_to_be_wanted() -> None:
    assert begins_early(mount=False, shares=False, there=False, apart=True)
    assert not begins_early(mount=True, shares=False, there=False, apart=True)
    assert not begins_early(mount=False, shares=True, there=False, apart=True)
    assert not begins_early(mount=False, shares=False, there=True, apart=True)
    assert not begins_early(mount=False, shares=False, there=False, apart=False)


def test_the_config_begins_and_small_layers_come_before_large_ones() -> None:
    config = Descriptor("config", "sha256:c", 500)
    layers = [Descriptor("layer", f"sha256:{size}", size) for size in (900, -1, 100, 100)]
    ordered = order_parts(config, layers)
    assert [(500, "config"), (-1, "layer"), (100, "layer"), (100, "layer"), (900, "layer")] == [
        (part.size, kind) for part, kind in ordered
    ]
    assert [] == order_parts(None, [])


@pytest.mark.parametrize(
    ("code", "misses"),
    [("MANIFEST_BLOB_UNKNOWN", True), ("BLOB_UNKNOWN", True), ("MANIFEST_INVALID", False), ("", False)],
)
def test_a_registry_says_when_it_misses_a_part(code: str, misses: bool) -> None:
    assert misses == misses_parts(UnexpectedStatus("refused", status=400, code=code))


def test_planned_bytes_are_all_that_was_found_whatever_became_of_them() -> None:
    report = CopyReport(Reference(), Reference())
    known, unknown = Descriptor("", "sha256:a", 10), Descriptor("", "sha256:b")
    for each in (known, known, known, unknown):
        report.found(each)
    report.copied_manifest(known)
    report.skipped_blob(known)
    report.placed_blob(known, 10, mounted=True)
    report.placed_blob(unknown, 7, mounted=False)
    assert (37, 17, 10, 10) == (
        report.bytes_planned,
        report.bytes_moved,
        report.bytes_skipped,
        report.bytes_mounted,
    )


def test_a_transfer_that_begins_anew_or_fails_takes_its_share_back() -> None:
    report = CopyReport(Reference(), Reference())
    with report.transfer() as one:
        with report.transfer() as other:
            one(5)
            other(7)
            assert 12 == report.bytes_under_way
            one(0)
            assert 7 == report.bytes_under_way
        one(3)
        assert 3 == report.bytes_under_way
    assert 0 == report.bytes_under_way


def test_a_second_look_counts_what_it_brought_only() -> None:
    report, again = CopyReport(Reference(), Reference()), CopyReport(Reference(), Reference())
    blob = Descriptor("", "sha256:a", 10)
    again.found(blob)
    again.found(blob)
    again.skipped_blob(blob)
    again.placed_blob(blob, 10, mounted=False)
    report.mended(again)
    assert (10, 10, 0, 1) == (
        report.bytes_planned,
        report.bytes_moved,
        report.blobs_skipped,
        report.blobs_copied,
    )
