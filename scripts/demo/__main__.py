"""Plays the quick start on the running stack and tells what came of it; ends with 1 and a sentence where it can't."""

import os
import signal
import sys
from dataclasses import replace

import httpx

from scripts.demo.api import Api
from scripts.demo.errors import DemoError
from scripts.demo.quickstart import QUESTION, SPECIMEN, QuickStart
from scripts.demo.report import show_answer, show_curl, show_document, show_services
from scripts.demo.terminal import Terminal
from scripts.stack.errors import StackError
from scripts.stack.folder import display
from scripts.stack.installation import Installation
from scripts.stack.state import State

TIMEOUT_SECONDS = 60.0


def main() -> int:
    terminal = Terminal(sys.stdout, os.environ)
    try:
        installation = _running(Installation.of(os.environ))
        # The stack is on this machine, where no proxy of the user's leads.
        with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            play(terminal, Api(installation, client))
    except (DemoError, StackError) as error:
        terminal.end_progress()
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


def _running(installation: Installation) -> Installation:
    """With the ports of the stack that runs on the data folder, where the user has named none."""
    state = State.load(installation.folder)
    if "IMMIBLOX_PORT_BASE" in installation.environ or state is None or not installation.folder.is_locked():
        return installation
    return replace(installation, port_base=state.port_base)


def play(terminal: Terminal, api: Api) -> None:
    """The quick start from signing up to the answer, then where to go from there. Raises DemoError."""
    start = QuickStart(api)
    terminal.title("1. Sign up")
    account = start.sign_up()
    terminal.say(f"   Account made: e-mail {account.email}, password {account.password}")
    terminal.title("2. Create a vault")
    vault = start.create_vault()
    terminal.say(f"   {vault.name}, {vault.id}")
    terminal.title(f"3. Upload {display(SPECIMEN)}")
    document = start.wait(start.upload(vault), lambda waited: terminal.progress(f"   processing … {waited:.0f} s"))
    show_document(terminal, document)
    terminal.title(f"4. Ask: {QUESTION}")
    show_answer(terminal, start.ask(vault))
    show_services(terminal, api.installation)
    show_curl(terminal, api, account, vault, document)


if __name__ == "__main__":
    sys.exit(main())
