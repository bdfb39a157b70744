"""Ports for stacks that tests start."""

import contextlib
import os
import random
import socket

from scripts.stack.installation import OFFSETS

# Below the ports that outgoing connections get (32768 on Linux): one of those could take a place at any moment.
BASES = range(16_000, 32_000, 50)
CHOICE = random.Random(os.getpid())  # parallel test processes look in different places


def free_port_base() -> int:
    """A base whose ports are all free at this moment."""
    for base in CHOICE.sample(BASES, len(BASES)):
        with contextlib.suppress(OSError), contextlib.ExitStack() as held:
            for offset in OFFSETS.values():
                held.enter_context(socket.socket()).bind(("127.0.0.1", base + offset))
            return base
    message = "no ports are free"
    raise OSError(message)
