"""Loads a module in a thread, while the main thread loads others.

Much of what loading the HTTP library takes is OpenSSL's reading of certificates, during which Python's other
threads go on. Python sees to it that no module is loaded twice, and that who needs one waits for it. A thread
that is still loading when the process ends is waited for, a fraction of a second. Called by the command line.
"""

import threading
from contextlib import suppress
from importlib import import_module


def load_ahead(name: str) -> threading.Thread:
    """Begin to import a module. Raises nothing: what fails here fails again for whoever needs it."""

    def load() -> None:
        with suppress(Exception):
            import_module(name)

    thread = threading.Thread(target=load, name=f"loads {name}")
    thread.start()
    return thread
