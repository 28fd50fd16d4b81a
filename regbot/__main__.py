"""`python -m regbot` is the `regbot` command."""

import sys

from regbot.cli import main

if __name__ == "__main__":
    sys.exit(main())
