"""The garbage collector stays out of the way while the process starts and ends; that takes a third less time.

Loading modules makes hundreds of thousands of objects that live as long as the process; the collector would
look through them again and again, and once more at the end. `begin` and `end` are called by the command line
where the process is its own, `ready` by the commands that go on to run scripts. A command that ends at once
needs no `ready`. The collector works as usual in between, on what the scripts make.
"""

import gc

OFTEN = 2_000, 2, 5
"""How often a server's garbage is collected. A run leaves a thousand objects that only the collector finds;
with Python's own numbers it goes through ten thousand at a time, longer than the event loop should wait.
"""

_own = False


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


def settle() -> None:
    """A server read its scripts: they stay, too, as long as it keeps its config. Takes a moment.

    Else the collector would look through their trees again and again, and hold the event loop up meanwhile.
    What stayed for the config before, or for a script that ran long, is let go. Does nothing in somebody
    else's process.
    """
    if _own:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*OFTEN)


def end() -> None:
    """The process ends: all objects go with it, nobody has to look for those that can go."""
    gc.freeze()
