"""A real OpenID provider: a process of its own on the loopback address."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field

import httpx

USERS = (
    {"sub": "anna", "email": "anna@utopia.example", "email_verified": True},
    {"sub": "ben", "email": "ben@utopia.example", "email_verified": False},
)


@dataclass
class ProviderProcess:
    port: int
    running: subprocess.Popen[bytes] = field(init=False)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"  # it refuses to work without TLS under another name

    def start(self) -> None:
        users = [argument for user in USERS for argument in ("--user-claims", json.dumps(user))]
        # Its own warnings are not ours.
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(self.port), *users]
        self.running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.running.terminate()
        self.running.wait()

    def rotate(self) -> None:
        """Have it begin anew, at the same address and with another key: it makes one when it starts."""
        self.stop()
        self.start()

    def _wait(self) -> None:
        while self.running.poll() is None:
            try:
                httpx.get(f"{self.url}/jwks").raise_for_status()
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        message = "the OpenID provider ended before it answered"
        raise RuntimeError(message)
