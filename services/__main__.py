"""Starts one process: `python -m services account`, `… worker ocr`, `… relay`, `… scheduler`."""

import argparse
import sys
from importlib import import_module
from pkgutil import iter_modules

from pydantic import ValidationError

from shared.serve import run_relay, run_scheduler, serve, work
from shared.settings import SERVICES, Settings
from shared.tasks import QUEUES, Worker


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m services", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for service in SERVICES:
        commands.add_parser(service, help=f"serve the {service} service")
    commands.add_parser("worker", help="run the tasks of some queues").add_argument(
        "queues", type=_queues, help=f"comma separated: {','.join(QUEUES)}"
    )
    commands.add_parser("scheduler", help="send the tasks that run by the clock")
    commands.add_parser("relay", help="forward what the outboxes hold")
    arguments = parser.parse_args()
    try:
        _run(arguments)
    except ValidationError as error:
        # The names and reasons, never the values: they are secrets.
        problems = "; ".join(f"IMMIBLOX_{'__'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        sys.exit(f"The settings are not complete. {problems}")


def _queues(text: str) -> list[str]:
    queues = text.split(",")
    if not set(queues) <= set(QUEUES):
        raise argparse.ArgumentTypeError(f"queues are {', '.join(QUEUES)}")
    return queues


def _run(arguments: argparse.Namespace) -> None:
    match arguments.command:
        case "relay":
            run_relay(Settings())
        case "scheduler":
            run_scheduler(Settings(), _workers())
        case "worker":
            work(Settings(), arguments.queues, _workers())
        case service:
            app = import_module(f"services.{service}.app")
            serve(app.Settings(), app.create)


def _workers() -> list[Worker]:
    """The background halves of all services that have one."""
    return [
        import_module(f"services.{service}.worker").worker
        for service in SERVICES
        if any(module.name == "worker" for module in iter_modules(import_module(f"services.{service}").__path__))
    ]


if __name__ == "__main__":
    main()
