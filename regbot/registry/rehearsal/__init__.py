"""Rehearsals: stores for dry runs, in which every write goes into memory and every read sees it.

    registry.py   a registry over HTTP: GET and HEAD go through, nothing else leaves
    layout.py     an OCI layout on disk: files are read, none is written
    archives.py   tar files that an export would have written, for imports later in the run
    content.py    what a blob would be there, without moving it: its size, and where its bytes can be read

The theory of operation. A rehearsal is a `Store` in front of a real one, of which it can only call reads
(`store.Reads`, so the type checker holds it to that). It keeps what this run's writes would have changed: for
each repository the tags, manifests and blobs that are new, and those that are gone. A read looks there first.
So the copy engine runs its real plan, reads the source, asks the target what it has, and reports what would
move; and a script that lists the tags it has just deleted does not find them. One rehearsal serves all
scripts of a run, as one registry would. Content that a copy would bring is not fetched: a later read of it
goes to where it really is.

What it cannot know: whether the registry would accept a write (permissions, quotas, missing parts), whether
it would share a blob without being told which repository has it, and what other programs do meanwhile. A
registry's own collection of unreachable blobs is not rehearsed, a layout's is.

Made by the client (`rehearse=True`).
"""

from regbot.registry.rehearsal.layout import RehearsedLayout
from regbot.registry.rehearsal.registry import RehearsedRegistry

__all__ = ["RehearsedLayout", "RehearsedRegistry"]
