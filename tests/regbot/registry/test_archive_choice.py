import pytest

from regbot.registry.archive.choice import Candidate, choose, names_in
from regbot.registry.errors import ArchiveError
from regbot.registry.reference import Reference

A, B = (f"sha256:{letter * 64}" for letter in "ab")
APP = Candidate(("registry.example/team/app:v1", "v1"), A, "app")
DB = Candidate(("registry.example/team/db:v1", "v1"), B, "db")
OLD = Candidate(("v0",), B, "old")


def chosen(candidates: list[Candidate[str]], ref: str, name: str | None = None) -> str:
    return choose(candidates, Reference.parse(ref), name).entry


@pytest.mark.parametrize(
    ("candidates", "ref", "name", "expected"),
    [
        ([APP], "host:5000/else/where:v9", None, "app"),
        ([APP, DB], "registry.example/team/db:v1", None, "db"),
        ([APP, OLD], "host:5000/x:v0", None, "old"),
        ([APP, OLD], "host:5000/x:v1", None, "app"),
        ([APP, DB], f"host:5000/x@{B}", None, "db"),
        ([APP, DB], "host:5000/x:v1", "registry.example/team/app:v1", "app"),
        ([APP, DB], "host:5000/x:v1", B, "db"),
        ([APP, OLD], "host:5000/x:v1", "v0", "old"),
        ([DB, OLD], "host:5000/x:v1", None, "db"),
        ([Candidate(("v1",), A, "one"), Candidate(("v1",), A, "same")], "h:1/x:v1", None, "one"),
        ([Candidate(("busybox:latest",), "", "hub"), DB], "h:1/x", "docker.io/library/busybox", "hub"),
        ([Candidate(("busybox",), "", "hub"), DB], "h:1/x", "busybox", "hub"),
        ([Candidate(("other/app:v2",), "", "full"), DB], "h:1/x:v2", None, "full"),
        ([Candidate((), A, "untagged"), OLD], f"h:1/x@{A}", None, "untagged"),
    ],
)
def test_the_image_that_is_meant(
    candidates: list[Candidate[str]], ref: str, name: str | None, expected: str
) -> None:
    assert expected == chosen(candidates, ref, name)


@pytest.mark.parametrize(
    ("candidates", "ref", "name", "expected"),
    [
        ([], "h:1/x:v1", None, "it names no image"),
        (
            [APP, OLD],
            "h:1/x:v7",
            None,
            'could not find tag "v7", there is: registry.example/team/app:v1, v1; v0',
        ),
        ([APP, OLD], "h:1/x", None, 'could not find tag "latest"'),
        (
            [APP, DB],
            "h:1/x:v1",
            None,
            'tag "v1" is ambiguous, name one of: registry.example/team/app:v1, v1; r',
        ),
        ([APP], "h:1/x:v1", "nothing", 'could not find image "nothing", there is: registry.example/team/app'),
        ([APP], f"h:1/x@{B}", None, f"its only image is {A}, not {B}"),
        ([APP, DB], f"h:1/x@{'sha256:' + 'c' * 64}", None, "could not find image sha256:cc"),
        ([Candidate((), A, "x"), Candidate((), B, "y")], "h:1/x:v1", None, f"there is: {A}; {B}"),
        ([Candidate((), "", "x"), Candidate((), "", "y")], "h:1/x:v1", None, "an image without a name"),
    ],
)
def test_what_cannot_be_told_is_an_error_that_lists_what_there_is(
    candidates: list[Candidate[str]], ref: str, name: str | None, expected: str
) -> None:
    with pytest.raises(ArchiveError) as caught:
        chosen(candidates, ref, name)
    assert expected in str(caught.value)


def test_names_come_from_both_annotations_once() -> None:
    entry = {"annotations": {"io.containerd.image.name": "a/b:c", "org.opencontainers.image.ref.name": "c"}}
    assert ("a/b:c", "c") == names_in(entry)
    assert () == names_in({"annotations": {"org.opencontainers.image.ref.name": ""}}) == names_in({})
