"""The examples that mirror and prune, on two real registries: dry, real, and again. Skopeo is the judge."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.fakes import images
from tests.fakes.programs import Registry, Skopeo
from tests.integration.examples import Lines, copy_with_creds, push_versions, regbot, said, writes_of


@dataclass
class Ends:
    """Two registries with a repository of the same name, and runs of examples between them."""

    source: Registry
    target: Registry
    repository: str
    folder: Path
    skopeo: Skopeo
    environ: dict[str, str] = field(default_factory=dict)

    def run(self, example: str, *flags: str) -> tuple[Lines, list[str]]:
        """Run an example. Gives its log lines and the write requests that the registries saw."""
        config = copy_with_creds(self.folder, example, self.source, self.target)
        flags = ("-c", str(config), "--report", "report.json", *flags)
        lines: Lines = []

        def work() -> None:
            lines.extend(regbot("once", *flags, folder=self.folder, **self.environ))

        return lines, writes_of(work, self.source, self.target)

    def changes(self) -> list[tuple[str, str, str | None, str]]:
        """What the last run reports: action, tag, digest afterwards, reason. Copies that were not needed are
        left out.
        """
        document = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
        return [
            (each["action"], each["target"].rpartition(":")[2], each["digestAfter"], each["reason"])
            for each in document["scripts"][0]["changes"]
            if each["result"] != "unchanged"
        ]

    def found(self) -> dict[str, str]:
        """What skopeo finds in the target: tag -> digest; every digest that a tag reaches is there."""
        repository = self.target.repository(self.repository)
        tags = self.skopeo.tags(repository)
        return {tag: self.skopeo.digest(f"{repository}:{tag}") for tag in tags}

    def push(self, what: images.Image | images.Index, *tags: str) -> str:
        """Push into the target; gives the digest."""
        return images.push(self.target.host, self.repository, what, *tags)


@pytest.fixture
def ends(two_registries: tuple[Registry, Registry], repository: str, tmp_path: Path, skopeo: Skopeo) -> Ends:
    source, target = two_registries
    made = Ends(source, target, repository, tmp_path, skopeo)
    made.environ = {"SOURCE": source.repository(repository), "TARGET": target.repository(repository)}
    return made


def assert_dry_then_real_then_nothing(ends: Ends, example: str, expected: dict[str, str]) -> Lines:
    """Run an example dry, real, and again: only the second run writes, what the first one planned. Gives the
    log lines of the second.
    """
    before = ends.found()
    _, writes = ends.run(example, "--dry-run")
    plan = ends.changes()
    assert ([], before) == (writes, ends.found())
    real, writes = ends.run(example)
    assert writes
    assert expected == ends.found()
    assert plan == ends.changes()
    _, writes = ends.run(example)
    assert ([], expected, []) == (writes, ends.found(), ends.changes())
    return real


def test_mirror_keeps_the_newest_versions_and_moves_latest(ends: Ends) -> None:
    tags = ("v1.2", "v1.10", "v1.9.1", "v2", "v2.0.1-rc1", "nightly")
    digests = push_versions(ends.source, ends.repository, *tags)
    old = push_versions(ends.target, ends.repository, "v0.9", "keep-me", "latest")
    ends.environ["KEEP"] = "3"
    expected = {tag: digests[tag] for tag in ("v2", "v1.10", "v1.9.1")}
    expected |= {"latest": digests["v2"], "keep-me": old["keep-me"]}
    lines = assert_dry_then_real_then_nothing(ends, "mirror.yml", expected)
    assert ["v0.9"] == deleted(lines)


def test_mirror_says_why_it_deletes(ends: Ends) -> None:
    push_versions(ends.source, ends.repository, "v1.2", "v1.3")
    push_versions(ends.target, ends.repository, "v0.9")
    ends.environ["KEEP"] = "2"
    ends.run("mirror.yml", "--dry-run")
    reason = "is older than 1.2.0, the last of the newest 2 versions"
    assert ("delete tag", "v0.9", None, reason) in ends.changes()


def test_mirror_takes_everything_of_an_index(ends: Ends) -> None:
    many = images.index("mirror/index", platforms=("linux/amd64", "linux/arm64"))
    images.push(ends.source.host, ends.repository, many, "1.0")
    ends.run("mirror.yml")
    at = [each.repository(ends.repository) for each in (ends.source, ends.target)]
    assert ends.skopeo.digests(f"{at[0]}:1.0") == ends.skopeo.digests(f"{at[1]}:1.0")


def test_newest_minors_takes_the_newest_patch_of_each(ends: Ends) -> None:
    tags = ("1.8.9", "1.9.0", "1.9.1", "1.10.0", "1.10.3", "1.10", "1", "2.0.0", "2.1.0-rc.1", "latest")
    digests = push_versions(ends.source, ends.repository, *tags)
    old = push_versions(ends.target, ends.repository, "1.8.9", "mine")
    expected = {tag: digests[tag] for tag in ("2.0.0", "1.10.3", "1.9.1")} | old
    lines = assert_dry_then_real_then_nothing(ends, "newest-minors.yml", expected)
    assert ["Newest patches: 2.0.0, 1.10.3, 1.9.1"] == said(lines)


def test_dated_mirror_copies_once_a_day_and_keeps_the_newest(ends: Ends) -> None:
    digest = push_versions(ends.source, ends.repository, "stable")["stable"]
    tags = ("stable-20240227", "stable-20240228", "stable-20240229", "edge-20230101", "stable-2024", "stable")
    old = push_versions(ends.target, ends.repository, *tags)
    ends.environ |= {"SOURCE": f"{ends.environ['SOURCE']}:stable", "KEEP": "3", "DAY": "20240301"}
    expected = {**old, "stable-20240301": digest}
    del expected["stable-20240227"]
    lines = assert_dry_then_real_then_nothing(ends, "dated-mirror.yml", expected)
    assert ["stable-20240227"] == deleted(lines)
    images.push(ends.source.host, ends.repository, images.image("rebuilt"), "stable")
    assert [] == ends.run("dated-mirror.yml")[1]
    ends.environ["DAY"] = "20240302"
    ends.run("dated-mirror.yml")
    del expected["stable-20240228"]
    assert {**expected, "stable-20240302": images.image("rebuilt").digest} == ends.found()


def test_dated_mirror_takes_the_day_of_the_run(ends: Ends) -> None:
    digest = push_versions(ends.source, ends.repository, "stable")["stable"]
    ends.environ["SOURCE"] += ":stable"
    ends.run("dated-mirror.yml")
    [(tag, found)] = ends.found().items()
    assert digest == found
    assert tag.startswith("stable-20")
    assert len("stable-20240301") == len(tag)


LABEL = "org.opencontainers.image.created"


def test_prune_by_age_deletes_what_is_surely_old(ends: Ends) -> None:
    old, new, never = "2023-01-01T00:00:00Z", "2024-06-01T00:00:00Z", "1970-01-01T00:00:00Z"
    expected = {
        "new": ends.push(images.image("new", created=new), "new"),
        "new-by-label": ends.push(images.image("b", created=old, labels={LABEL: new}), "new-by-label"),
        "unknown": ends.push(images.image("reproducible", created=never), "unknown"),
        "far": ends.push(images.index("far", platforms=("linux/s390x",), created=old), "far"),
        "bad-label": ends.push(images.image("c", created=old, labels={LABEL: "yesterday"}), "bad-label"),
        "1.0": ends.push(images.image("both", created="2024-05-01T00:00:00Z"), "1.0"),
    }
    ends.push(images.image("old", created=old), "old")
    ends.push(images.image("d", created=new, labels={LABEL: old}), "old-by-label")
    ends.push(images.image("e", created=never, labels={LABEL: old}), "reproducible")
    ends.environ |= {"REPOSITORY": ends.environ["TARGET"], "NEWER_THAN": "2024-04-01T00:00:00Z"}
    lines = assert_dry_then_real_then_nothing(ends, "prune-by-age.yml", expected)
    assert ["old", "old-by-label", "reproducible"] == sorted(deleted(lines))


def test_prune_by_age_always_leaves_the_newest_images(ends: Ends) -> None:
    days = {f"2023-0{month}": f"2023-0{month}-01T00:00:00Z" for month in range(1, 6)}
    pushed = {tag: ends.push(images.image(tag, created=day), tag) for tag, day in days.items()}
    ends.environ |= {"REPOSITORY": ends.environ["TARGET"], "KEEP": "2"}
    ends.environ["NEWER_THAN"] = "2024-04-01T00:00:00Z"
    expected = {tag: pushed[tag] for tag in ("2023-04", "2023-05")}
    assert_dry_then_real_then_nothing(ends, "prune-by-age.yml", expected)


def test_prune_by_age_takes_a_duration(ends: Ends) -> None:
    pushed = ends.push(images.image("old", created="2023-01-01T00:00:00Z"), "old")
    future = ends.push(images.image("new", created="2999-01-01T00:00:00Z"), "new")
    ends.environ |= {"REPOSITORY": ends.environ["TARGET"], "NEWER_THAN": "720h", "KEEP": "1"}
    assert {"old": pushed, "new": future} == ends.found()
    ends.run("prune-by-age.yml")
    assert {"new": future} == ends.found()


def test_prune_by_label_deletes_only_what_carries_it(ends: Ends) -> None:
    retired = images.image("old", labels={"stage": "retired"})
    ends.push(retired, "old", "older")
    expected = {
        "new": ends.push(images.image("new", labels={"stage": "prod"}), "new"),
        "far": ends.push(images.index("far", platforms=("linux/s390x",)), "far"),
    }
    ends.environ["REPOSITORY"] = ends.environ["TARGET"]
    lines = assert_dry_then_real_then_nothing(ends, "prune-by-label.yml", expected)
    assert ["Cannot read the labels"] == said(lines)


def deleted(lines: Lines) -> list[str]:
    """The tags that a run deleted, or would delete, in order."""
    return [line["image"].rpartition(":")[2] for line in lines if line["msg"] == "Delete tag"]
