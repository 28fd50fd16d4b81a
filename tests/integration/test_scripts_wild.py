"""Scripts of the shapes that people wrote for the Go regbot: globals everywhere, own functions in Lua's
tables, quotas, backups, labels, dates, modules. The configs of `wild/` run on real registries, dry and real.
"""

from pathlib import Path

import pytest

from regbot.check import check_config
from tests.fakes import images
from tests.fakes.programs import Registry, Skopeo
from tests.integration.examples import Lines, push_versions, regbot, said, with_creds, writes_of

WILD = Path(__file__).parent / "wild"


class Ends:
    """Two registries, below a prefix of this test's own; and runs of a config between them."""

    def __init__(
        self, registries: tuple[Registry, Registry], prefix: str, folder: Path, skopeo: Skopeo
    ) -> None:
        self.source, self.target = registries
        self.prefix = prefix
        self.folder = folder
        self.skopeo = skopeo
        self.environ = {
            "SOURCE": f"{self.source.host}/{prefix}",
            "TARGET": f"{self.target.host}/{prefix}",
            "LUA_PATH": f"?;?.lua;{WILD}/lua/?;{WILD}/lua/?.lua",
        }

    def config(self, name: str) -> str:
        path = self.folder / f"{name}.yml"
        text = (WILD / path.name).read_text(encoding="utf-8")
        path.write_text(with_creds(text, self.source, self.target), encoding="utf-8")
        return str(path)

    def run(self, name: str, *flags: str) -> tuple[Lines, list[str]]:
        """Gives the log lines, and the write requests that the registries saw."""
        lines: Lines = []

        def work() -> None:
            lines.extend(regbot("once", "-c", self.config(name), *flags, folder=self.folder, **self.environ))

        return lines, writes_of(work, self.source, self.target)

    def push(self, registry: Registry, name: str, what: images.Image | images.Index, *tags: str) -> str:
        return images.push(registry.host, f"{self.prefix}/{name}", what, *tags)

    def tags(self, registry: Registry, name: str) -> list[str]:
        return self.skopeo.tags(registry.repository(f"{self.prefix}/{name}"))


@pytest.fixture
def ends(two_registries: tuple[Registry, Registry], repository: str, tmp_path: Path, skopeo: Skopeo) -> Ends:
    return Ends(two_registries, repository, tmp_path, skopeo)


def dry_then_real(ends: Ends, name: str) -> list[str]:
    """Run it dry, which writes nothing, and real; both say the same, which is given."""
    dry, writes = ends.run(name, "--dry-run")
    assert [] == writes
    real, writes = ends.run(name)
    assert writes
    assert said(real) == said(dry)
    assert [] == [line for line in real if line["level"] != "INFO"]
    return said(real)


def test_the_newest_versions_of_several_images(ends: Ends) -> None:
    for name in ("team/app", "team/base"):
        push_versions(ends.source, f"{ends.prefix}/{name}", "1.9", "1.10", "1.2", "edge", "2.0-rc")
    assert ["mirror 1.9", "mirror 1.10"] * 2 == dry_then_real(ends, "newest")
    assert [["1.10", "1.9"]] * 2 == [
        sorted(ends.tags(ends.target, each)) for each in ("team/app", "team/base")
    ]


def test_the_newest_backups_of_each_tag_in_every_repository(ends: Ends) -> None:
    tags = [f"backup-{name}-2024010{day}" for name in ("latest", "3") for day in (1, 2, 3)]
    push_versions(ends.target, f"{ends.prefix}/team/app", *tags, "latest")
    messages = dry_then_real(ends, "backups")
    assert ["delete backup-3-20240101", "delete backup-latest-20240101"] == sorted(messages)
    left = sorted({"latest", *tags} - {"backup-3-20240101", "backup-latest-20240101"})
    assert left == ends.tags(ends.target, "team/app")


def test_builds_with_an_old_label(ends: Ends) -> None:
    label = "org.opencontainers.image.created"
    for tag, created in {"ci-1": "2021-03-01T00:00:00Z", "ci-2": "2999-01-01T00:00:00Z"}.items():
        ends.push(ends.target, "team/app", images.image(tag, labels={label: created}), tag)
    ends.push(ends.target, "team/app", images.image("old", labels={label: "2020-01-01"}), "ci-keep", "stable")
    ends.push(ends.target, "team/app", images.image("plain"), "ci-plain")
    assert [
        "ci-1 was built 2021-03-01T00:00:00Z",
        "ci-2 was built 2999-01-01T00:00:00Z",
        "ci-plain was built nil",
    ] == dry_then_real(ends, "labels")
    assert ["ci-2", "ci-keep", "ci-plain", "stable"] == ends.tags(ends.target, "team/app")


def test_the_newest_by_date_with_equal_dates(ends: Ends) -> None:
    for day, tags in {1: ("a",), 2: ("b", "c"), 3: ("d",)}.items():
        for tag in tags:
            ends.push(ends.target, "team/app", images.image(tag, created=f"2024-01-0{day}T00:00:00Z"), tag)
    ends.push(ends.target, "team/app", images.image("latest", created="2020-01-01T00:00:00Z"), "latest")
    messages = dry_then_real(ends, "dates")
    assert 2 == len(messages)
    assert "delete a" == messages[-1]
    left = ends.tags(ends.target, "team/app")
    assert ["d", "latest"] == sorted({*left} - {"b", "c"})
    assert 3 == len(left)


def test_modules_and_images_named_by_tag_and_digest(ends: Ends) -> None:
    pushed = push_versions(
        ends.source, f"{ends.prefix}/team/app", "1.2.3", "1.2.3-rc1", "1.2.4.post1", "latest"
    )
    digest = pushed["1.2.3-rc1"]
    ends.environ["PINNED"] = f"{ends.environ['SOURCE']}/team/app:1.2.3-rc1@{digest}"
    assert [f"{ends.environ['TARGET']}/pinned/app@{digest}"] == dry_then_real(ends, "modules")
    assert ["1.2.3", "1.2.4.post1"] == ends.tags(ends.target, "team/app")
    assert digest == ends.skopeo.digest(f"{ends.target.repository(f'{ends.prefix}/pinned/app')}@{digest}")


def test_descriptors_platforms_and_limits_are_read(ends: Ends) -> None:
    many = images.index("many", platforms=("linux/amd64", "linux/arm64"), labels={"stage": "prod"})
    ends.push(ends.source, "team/multi", many, "stable", "1.2")
    ends.push(ends.source, "team/multi", images.image("other"), "1.1")
    lines, writes = ends.run("descriptors")
    assert [] == writes
    assert ["stable is 1.2", "linux/amd64", "linux/arm64", "prod arm64", "limit false", "true"] == said(lines)


@pytest.mark.parametrize("name", sorted(path.stem for path in WILD.glob("*.yml")))
def test_check_finds_no_more_than_hints(name: str, ends: Ends) -> None:
    environ = {"DOCKER_CONFIG": str(ends.folder), "LUA_PATH": ends.environ["LUA_PATH"]}
    findings = check_config(ends.config(name), environ)
    assert [] == [str(each) for each in findings if each.severity != "hint"]
