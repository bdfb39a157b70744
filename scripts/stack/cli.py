"""The command line of the stack."""

import argparse
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

from scripts.stack.down import down, status
from scripts.stack.errors import StackError
from scripts.stack.folder import PROJECT, DataFolder


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.stack", description="The embedded stack.")
    commands = parser.add_subparsers(dest="command", required=True)
    starting = commands.add_parser("up", help="start everything and show what it says, until Ctrl-C")
    starting.add_argument("--detach", action="store_true", help="return when everything is ready")
    starting.add_argument("--procfile", type=Path, default=PROJECT / "Procfile", help="another list of processes")
    commands.add_parser("down", help="stop what runs")
    commands.add_parser("status", help="show what runs")
    running = commands.add_parser("run", help="run a command in the environment of the stack")
    running.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND")
    arguments = parser.parse_args()
    os.umask(0o077)
    try:
        return _dispatch(arguments)
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _dispatch(arguments: argparse.Namespace) -> int:
    match arguments.command:
        case "down":
            return down(DataFolder.of(os.environ))
        case "status":
            return status(DataFolder.of(os.environ))
    # Not at the top: `down` and `status` need none of what this imports, and answer three times as fast.
    up = import_module("scripts.stack.up")
    installation = import_module("scripts.stack.installation").Installation.of(os.environ)
    if arguments.command == "run":
        return int(up.run(installation, arguments.words))
    return int(up.up(installation, arguments.procfile, detach=arguments.detach))
