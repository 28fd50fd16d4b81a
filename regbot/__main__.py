"""The program: `regbot`, and `python -m regbot`, whose process is its own from start to end.

Signals are kept before anything else is loaded.
"""

import os
import sys

from regbot import interrupts


def main() -> int:
    """Run the command line of this process; the exit code."""
    interrupts.remember()
    from regbot import start

    start.begin()
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # `2>&-`: who closed it wants to see nothing
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (until the process ends)
    try:
        from regbot.cli import main as run

        return run(sys.argv[1:])
    finally:
        start.end()


if __name__ == "__main__":
    sys.exit(main())
