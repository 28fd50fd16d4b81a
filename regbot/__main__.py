"""The program: `regbot`, and `python -m regbot`. Signals are kept before anything else is loaded."""

import sys

from regbot import interrupts


def main() -> int:
    """Run the command line of this process; the exit code."""
    interrupts.remember()
    from regbot import start

    start.begin()
    from regbot.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
