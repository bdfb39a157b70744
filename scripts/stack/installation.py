"""One installation of the stack: its folder, its ports, what it runs itself, and the environment of its processes."""

import os
import socket
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from scripts.stack.errors import StackError
from scripts.stack.folder import DataFolder
from scripts.stack.keys import OWNER_PASSWORD, load_secrets, signing_key_file
from scripts.stack.postgres import database_url
from scripts.stack.redis import RedisServer
from shared.settings import SERVICES

OFFSETS = {service: number for number, service in enumerate(SERVICES, start=1)} | {"smtp": 25, "oidc": 26}
LOWEST_BASE, HIGHEST_BASE = 1024, 65000
REPLACED_BY = {
    "postgres": ("IMMIBLOX_DATABASE_URL",),
    "redis": ("IMMIBLOX_REDIS_URL", "IMMIBLOX_BROKER_URL"),
    "smtp": ("IMMIBLOX_SMTP_URL",),
}
"""Embedded servers, each not run where the user has set all of these."""


@dataclass(frozen=True)
class Installation:
    """What the user's environment asks for; empty variables count as unset."""

    folder: DataFolder
    port_base: int
    host: str
    environ: Mapping[str, str]

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Installation":
        """StackError where the ports asked for can't be."""
        given = {name: value for name, value in environ.items() if value or not name.startswith("IMMIBLOX_")}
        text = given.get("IMMIBLOX_PORT_BASE", "8000")
        if not text.isdecimal() or not LOWEST_BASE <= int(text) <= HIGHEST_BASE:
            message = f"IMMIBLOX_PORT_BASE must be a number from {LOWEST_BASE} to {HIGHEST_BASE}, not {text!r}."
            raise StackError(message)
        return cls(DataFolder.of(given), int(text), given.get("IMMIBLOX_BIND_HOST", "127.0.0.1"), given)

    def embeds(self, name: str) -> bool:
        """Whether the stack runs this process itself; true of all that no variable can replace or has to ask for."""
        if name == "oidc":
            return self.environ.get("IMMIBLOX_DEVELOPMENT_OIDC", "").lower() == "true"
        return name not in REPLACED_BY or not all(variable in self.environ for variable in REPLACED_BY[name])

    def port(self, name: str) -> int:
        """Where a service or the mail sink listens."""
        return self.port_base + OFFSETS[name]

    def url(self, service: str) -> str:
        return f"http://{self.host}:{self.port(service)}"

    def check_ports(self, names: Iterable[str]) -> None:
        """StackError where a port that these processes need is taken."""
        ports = [self.port(name) for name in names if name in OFFSETS]
        taken = [str(port) for port in ports if not _is_free(self.host, port)]
        if taken:
            what = f"Port {taken[0]} is" if len(taken) == 1 else f"Ports {', '.join(taken)} are"
            remedy = f"stop what uses it, or choose others, as with IMMIBLOX_PORT_BASE={self.port_base + 100}"
            message = f"{what} in use: {remedy}."
            raise StackError(message)

    def environment(self) -> dict[str, str]:
        """Of every process. What the user has set wins; secrets are made where there are none yet."""
        known = load_secrets(self.folder)
        redis = RedisServer.of(self.folder)
        embedded = {
            "IMMIBLOX_DATABASE_URL": database_url(self.folder.sockets, known.pop(OWNER_PASSWORD)),
            "IMMIBLOX_REDIS_URL": redis.url,
            "IMMIBLOX_BROKER_URL": redis.broker_url,
            "IMMIBLOX_STORAGE_URL": f"file://{quote(str(self.folder.files))}",
            "IMMIBLOX_SMTP_URL": f"smtp://{self.host}:{self.port('smtp')}",
            "IMMIBLOX_ACCOUNT_SIGNING_KEY_FILE": self.environ.get("IMMIBLOX_ACCOUNT_SIGNING_KEY_FILE")
            or signing_key_file(self.folder),
        }
        if self.embeds("oidc"):
            embedded |= self._development_oidc()
        own = {
            "IMMIBLOX_DATA_DIR": str(self.folder.root),
            "IMMIBLOX_PORT_BASE": str(self.port_base),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), self.environ.get("PATH", os.defpath)]),
            "PYTHONUNBUFFERED": "1",
        }
        # PGDATA and its kin belong to some other PostgreSQL of the user's.
        kept = {n: v for n, v in self.environ.items() if not (self.embeds("postgres") and n.startswith("PG"))}
        return embedded | known | kept | own

    def _development_oidc(self) -> dict[str, str]:
        """Google and the hosted UI are one provider on this machine; it takes any client."""
        url = f"http://localhost:{self.port('oidc')}"  # under another name it asks for TLS
        return {
            "IMMIBLOX_GOOGLE_ISSUER": url,
            "IMMIBLOX_GOOGLE_CLIENT_ID": "development",
            "IMMIBLOX_COGNITO_DOMAIN": url,
            "IMMIBLOX_COGNITO_ISSUER": url,
            "IMMIBLOX_COGNITO_CLIENT_ID": "development",
            "IMMIBLOX_COGNITO_CLIENT_SECRET": "development",
            "IMMIBLOX_COGNITO_REDIRECT_URIS": "http://localhost:3000/callback",
        }


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # As servers do: a connection that was closed a moment ago is no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
