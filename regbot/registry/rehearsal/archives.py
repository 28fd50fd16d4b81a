"""Image archives that a dry run would have written, so that its imports find them.

An export is measured, not made. When the run imports that file later, the image comes from where it was
exported. A file that the run did not write is read as always.
"""

import os
from dataclasses import dataclass

from regbot.registry.archive import oci
from regbot.registry.archive.choice import choose
from regbot.registry.archive.exporter import ExportReport, measure_export
from regbot.registry.archive.importer import ImportReport
from regbot.registry.copyplan import CopyReport
from regbot.registry.errors import ArchiveError
from regbot.registry.reference import Reference
from regbot.registry.store import Store


@dataclass(frozen=True)
class _Export:
    source: Reference
    index: bytes


class RehearsedArchives:
    """The files of one client."""

    def __init__(self) -> None:
        self._exports: dict[str, _Export] = {}

    async def export(
        self, store: Store, ref: Reference, path: str, report: ExportReport | None
    ) -> ExportReport:
        """What an export would do; see exporter.measure_export."""
        report, index = await measure_export(store, ref, path, report)
        self._exports[_key(path)] = _Export(ref.with_digest(report.digest), index)
        return report

    def find(self, path: str, target: Reference, name: str | None) -> Reference | None:
        """Where the image really is that an import of this file would bring; None when the run did not write
        it. Raises ArchiveError as the import.
        """
        found = self._exports.get(_key(path))
        if found is None:
            return None
        try:
            chosen = choose(oci.candidates(found.index), target, name)
        except ArchiveError as error:
            raise ArchiveError(f'archive "{path}": {error.message}') from error
        return found.source.with_digest(chosen.digest)


def _key(path: str) -> str:
    return os.path.realpath(path)


def as_import(path: str, copied: CopyReport, report: ImportReport | None) -> ImportReport:
    """The report of a copy that stood for an import."""
    report = report or ImportReport(path, copied.target)
    report.before, report.digest = copied.before, copied.digest
    report.manifests_copied, report.manifests_skipped = copied.manifests_copied, copied.manifests_skipped
    report.blobs_copied = copied.blobs_copied + copied.blobs_mounted
    report.blobs_skipped = copied.blobs_skipped
    report.bytes_moved = copied.bytes_moved + copied.bytes_mounted
    report.bytes_skipped, report.bytes_planned = copied.bytes_skipped, copied.bytes_planned
    return report
