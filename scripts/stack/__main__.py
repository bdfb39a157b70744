"""Starts the command line; looks at Python's version first, because nothing else here can be read by an old one."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever calls this may still have an older Python
    sys.exit("immiblox needs Python 3.11 or newer: install one, remove the folder .venv and run make again.")

from scripts.stack.cli import main

if __name__ == "__main__":
    sys.exit(main())
