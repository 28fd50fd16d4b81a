"""Image archives: tar files that carry an image from registry to registry (specification, chapter 9).

    exporter.py       registry or layout -> file: an OCI layout that docker can load as well
    importer.py       file -> registry or layout: finds out what the file is, and brings it over
    oci.py            which manifests and blobs an image in an OCI archive consists of
    docker.py         what `docker save` writes: images without manifests, layers without digests
    choice.py         which of several images in one file is meant
    reader.py         the file as members that can be read in any order, from within the event loop
    members.py        tar headers, names and links
    compression.py    gzip, bzip2, xz, zstd; and the limits that keep a small file from becoming endless work
    files.py          blocking work in worker threads

Nothing is ever unpacked to the names in an archive: members are read, verified by digest and sent on, so a
name can do no harm. Names that leave the archive are refused all the same: such a file is no image.
Memory is bounded by the limits in `reader.py` and `oci.py`, not by the size of any image.

Called by the client's `export_image` and `import_image`.
"""

from regbot.registry.archive.exporter import ExportReport, export_image
from regbot.registry.archive.importer import ImportReport, import_image

__all__ = ["ExportReport", "ImportReport", "export_image", "import_image"]
