"""The garbage collector stays out of the way while the process starts and ends; that takes a third less time.

Loading modules makes hundreds of thousands of objects that live as long as the process; the collector would
look through them again and again, and once more at the end. `begin` and `end` are called by the command line
where the process is its own, `ready` by the commands that go on to run scripts. A command that ends at once
needs no `ready`. The collector works as usual in between, on what the scripts make.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OFTEN = 2_000, 2, 5
"""How often a server's garbage is collected. A run leaves a thousand objects that only the collector finds;
with Python's own numbers it goes through ten thousand at a time, longer than the event loop should wait.
"""

SELDOM = 50
"""How many configs a server reads until it looks for what the earlier ones left behind."""

_NEVER = 1_000_000_000

_own = False
_settled = 0
_readers = 0
_usual = gc.get_threshold()


def begin() -> None:
    """The process starts: collect nothing."""
    global _own
    _own = True
    gc.disable()


def ready() -> None:
    """All is loaded: what is there now stays for good, and the collector works for what comes.

    Does nothing in a process that did not `begin`, which is somebody else's.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


@contextmanager
def reading() -> Iterator[None]:
    """A server reads its config and scripts during the block, in threads.

    What they make grows to many times of what is left in the end, and is not gone through meanwhile; of what
    runs leave behind, only that which has lived long waits as well. Blocks may overlap: the last that ends
    puts the collector back. Does nothing in somebody else's process.
    """
    global _readers, _usual
    if not _own:
        yield
        return
    if not _readers:
        _usual = gc.get_threshold()
        gc.set_threshold(*_usual[:2], _NEVER)
    _readers += 1
    try:
        yield
    finally:
        _readers -= 1
        if not _readers:
            gc.set_threshold(*_usual)


def keep() -> None:
    """A server read one script, and nothing runs: what is there now stays.

    Else the collector would look through it again and again, and hold the event loop up meanwhile. Does
    nothing in somebody else's process.
    """
    if _own:
        gc.collect()
        gc.freeze()


def settle(*, idle: bool = True) -> None:
    """A server read all of its scripts: they stay as long as it keeps its config. `idle`: nothing runs.

    Little of what a config leaves behind that another replaces needs the collector; so only now and then all
    that stayed is gone through, for a tenth of a second or more. What belongs to scripts that run stays as
    well, and is let go the next time. Does nothing in somebody else's process.
    """
    global _settled, _usual
    if not _own:
        return
    if _settled >= SELDOM:
        gc.unfreeze()
        _settled = 0
    keep()
    _settled += 1 if idle else SELDOM
    if _readers:
        _usual = OFTEN  # when the last of them ends
    else:
        gc.set_threshold(*OFTEN)


def end() -> None:
    """The process ends: all objects go with it, nobody has to look for those that can go."""
    gc.freeze()
