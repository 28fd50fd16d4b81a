"""Reports of exports and imports that note each step, as those see it who look at them meanwhile."""

from dataclasses import dataclass, field
from typing import Any

from regbot.registry.archive import ExportReport, ImportReport
from regbot.registry.progress import Progress


@dataclass
class _Watched(Progress):
    steps: list[tuple[int, int]] = field(default_factory=list, kw_only=True, compare=False)
    """bytes done and under way, and bytes planned"""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name.startswith("bytes_") and hasattr(self, "steps"):
            done = self.bytes_moved + self.bytes_skipped + self.bytes_under_way
            self.steps.append((done, self.bytes_planned))


@dataclass
class WatchedExport(_Watched, ExportReport):
    """See above."""


@dataclass
class WatchedImport(_Watched, ImportReport):
    """See above."""


def assert_watched(report: WatchedExport | WatchedImport) -> None:
    """It went on in small steps, and in the end all that was planned was done."""
    done = report.bytes_moved + report.bytes_skipped
    assert (done, done) == report.steps[-1]
    assert 0 == report.bytes_under_way
    assert len({step for step, _ in report.steps}) > 3
