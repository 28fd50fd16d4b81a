"""Which tags of a repository to keep and which to delete, with the reason of each.

The one principle: a tag is deleted only when every rule that was given could judge it and none of them keeps
it. What cannot be judged (a tag that is no version, an image without a creation time) is kept, and the reason
says so. Pure: the Lua module `retain` brings the facts; nothing here deletes anything.

`keep` counts version numbers, not tags. The numbers are those of the releases (where there is none, of the
pre-releases); everything at least as new as the last one counted stays, with its pre-releases and its
variants (`1.2.3-alpine`), which look alike. Tags that stand for a series (`1`, `1.2` beside `1.2.3`) are not
counted and stay as long as any version of the series stays.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from regbot.semver import parse_version
from regbot.timestamps import format_timestamp

# Signatures and lists of referrers are kept under such tags: they go with another image, not by themselves.
_COMPANION = re.compile(r"sha(?:256|512)-[0-9a-f]{64,128}(?:\..*)?", re.ASCII)
# Builds that can be reproduced write 1970 (jib, ko, bazel) or 1980 (buildpacks) instead of the time.
PLACEHOLDER_BEFORE = 315_619_200.0
"""Unix seconds of 1980-01-02: a creation time before that says nothing about the age of an image."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What keeps a tag; None and () where a rule is not given.

    keep: the newest so many version numbers, or with by="created" images. newer_than: images created after
    this (Unix seconds). labels: (name, value) pairs of which an image carries any; value None is any value.
    """

    keep: int | None = None
    by: Literal["version", "created"] = "version"
    newer_than: float | None = None
    labels: tuple[tuple[str, str | None], ...] = ()

    @property
    def need_facts(self) -> bool:
        """Whether the images must be looked at: their names alone do not decide."""
        return self.newer_than is not None or bool(self.labels) or self.ranks_by_date

    @property
    def ranks_by_date(self) -> bool:
        """Whether `keep` counts by creation time."""
        return self.keep is not None and self.by == "created"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of an image. `unknown` says why the rest is None."""

    created: float | None = None
    labels: Mapping[str, str] | None = None
    unknown: str = ""


_NOT_SEEN = Facts(unknown="nobody looked at its image")


@dataclass(frozen=True)
class Judged:
    """One tag with its reason."""

    tag: str
    keep: bool
    reason: str


def judge(
    tags: Iterable[str], matched: Collection[str], rules: Rules, facts: Mapping[str, Facts]
) -> list[Judged]:
    """Judge each tag once, in the order given. Tags that are not in `matched` are kept."""
    listed = list(dict.fromkeys(tags))
    judged = [tag for tag in listed if tag in matched and not _COMPANION.fullmatch(tag)]
    ranking = _Ranking(judged, rules, facts)
    verdicts = {tag: _judge(tag, rules, facts.get(tag, _NOT_SEEN), ranking) for tag in judged}
    for tag in judged:
        standing = next((each for each in ranking.series.get(tag, ()) if verdicts[each].keep), None)
        if standing is not None and not verdicts[tag].keep:
            verdicts[tag] = Judged(tag, True, f"stands for the series of {standing}, which is kept")
    return [verdicts.get(tag) or Judged(tag, True, _outside(tag, matched)) for tag in listed]


def to_look_at(tags: Iterable[str], matched: Collection[str], rules: Rules) -> list[str]:
    """The tags whose images must be looked at: not those that their names keep already."""
    if not rules.need_facts:
        return []
    listed = [tag for tag in dict.fromkeys(tags) if tag in matched and not _COMPANION.fullmatch(tag)]
    if rules.ranks_by_date or rules.keep is None:
        return listed
    by_name = judge(listed, matched, Rules(keep=rules.keep), {})
    return [each.tag for each in by_name if not each.keep]


def _outside(tag: str, matched: Collection[str]) -> str:
    return "belongs to the image of the digest in its name" if tag in matched else "does not match"


def _judge(tag: str, rules: Rules, facts: Facts, ranking: "_Ranking") -> Judged:
    reasons = []
    if rules.keep is not None:
        keep, reason = ranking.judge(tag)
        if keep:
            return Judged(tag, True, reason)
        reasons.append(reason)
    if rules.newer_than is not None:
        keep, reason = _judge_age(facts, rules.newer_than)
        if keep:
            return Judged(tag, True, reason)
        reasons.append(reason)
    if rules.labels:
        keep, reason = _judge_labels(facts, rules.labels)
        if keep:
            return Judged(tag, True, reason)
        reasons.append(reason)
    return Judged(tag, not reasons, "; ".join(reasons) or "no rule was given")


def _judge_age(facts: Facts, limit: float) -> tuple[bool, str]:
    known, why = _age(facts)
    if known is None:
        return True, why
    if known > limit:
        return True, f"{why}, newer than {format_timestamp(limit)}"
    return False, f"{why}, not newer than {format_timestamp(limit)}"


def _age(facts: Facts) -> tuple[float | None, str]:
    """The creation time, None when it says nothing; and the words for it."""
    if facts.created is None:
        return None, f"its age is unknown: {facts.unknown or 'the image has no creation time'}"
    shown = format_timestamp(facts.created)
    if facts.created < PLACEHOLDER_BEFORE:
        return None, f"its age is unknown: its creation time {shown} is a placeholder"
    return facts.created, f"created {shown}"


def _judge_labels(facts: Facts, wanted: Sequence[tuple[str, str | None]]) -> tuple[bool, str]:
    if facts.labels is None:
        return True, f"its labels are unknown: {facts.unknown or 'the image has none that can be read'}"
    for name, value in wanted:
        found = facts.labels.get(name)
        if found is not None and value in (None, found):
            return True, f"carries the label {name}={found}"
    names = ", ".join(name if value is None else f"{name}={value}" for name, value in wanted)
    return False, f"carries no label {names}"


class _Ranking:
    """What `keep` says of each tag, by version or by date.

    `series` gives, for each tag that leaves out numbers, the tags that it may stand for.
    """

    def __init__(self, tags: Sequence[str], rules: Rules, facts: Mapping[str, Facts]) -> None:
        self._count = rules.keep or 0
        self._facts = facts
        self._by_date = rules.by == "created"
        found = [(tag, parse_version(tag)) for tag in tags] if rules.keep and not self._by_date else []
        self._versions = {tag: version for tag, version in found if version is not None}
        self.series = self._find_series()
        self._last = self._last_version()
        dates = [_age(facts.get(tag, _NOT_SEEN))[0] for tag in tags] if self._by_date else []
        ordered = sorted((date for date in dates if date is not None), reverse=True)
        self._last_date = ordered[self._count - 1] if len(ordered) > self._count > 0 else None

    def judge(self, tag: str) -> tuple[bool, str]:
        """Whether `keep` keeps the tag, and why."""
        newest = f"the newest {self._count}"
        if self._by_date:
            created, why = _age(self._facts.get(tag, _NOT_SEEN))
            if created is None:
                return True, why
            if self._last_date is None or created >= self._last_date:
                return True, f"{why}, among {newest}"
            return False, f"{why}, not among {newest}"
        version = self._versions.get(tag)
        if version is None:
            return True, "is no version, so that it cannot be ranked"
        if self._last is None:
            return True, f"there are no more than {self._count} versions"
        last = ".".join(map(str, self._last))
        if version.core >= self._last:
            return True, f"is not older than {last}, the last of {newest} versions"
        return False, f"is older than {last}, the last of {newest} versions"

    def _find_series(self) -> dict[str, list[str]]:
        by_prefix: dict[tuple[int, ...], list[str]] = {}
        for tag, version in self._versions.items():
            for parts in range(1, version.parts):
                by_prefix.setdefault(version.core[:parts], []).append(tag)
        return {
            tag: by_prefix[version.core[: version.parts]]
            for tag, version in self._versions.items()
            if version.parts < 3 and version.core[: version.parts] in by_prefix
        }

    def _last_version(self) -> tuple[int, int, int] | None:
        """The last version number that `keep` counts; None when there are not more than that."""
        releases = {tag: version for tag, version in self._versions.items() if not version.prerelease}
        ranked = releases or self._versions
        cores = {
            version.core
            for tag, version in ranked.items()
            if not any(each in ranked for each in self.series.get(tag, ()))
        }
        return sorted(cores, reverse=True)[self._count - 1] if len(cores) > self._count > 0 else None
