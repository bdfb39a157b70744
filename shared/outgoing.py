"""The one way to an address that comes from outside: feeds, webhooks, whatever a person or a redirect names.

A name is resolved once, every address it has is checked, and the connection goes to what was checked: a name that
resolves to something else a moment later (DNS rebinding) changes nothing. After OWASP's cheat sheet on server-side
request forgery.
"""

import asyncio
import contextlib
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from types import TracebackType
from typing import Self

import httpx

from shared.errors import Unprocessable

MOST_ADDRESSES = 4
"""Of one name, tried in the resolver's order."""

IPV6_UNICAST = ip_network("2000::/3")
"""All that IANA has given out for the public internet; the rest of IPv6 is local, mapped, translated or unused."""

NEVER = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # protocol assignments, RFC 6890
            "192.88.99.0/24",  # 6to4 relays, RFC 7526
            "2001::/23",  # protocol assignments, among them Teredo, RFC 4380
            "2001:db8::/32",  # documentation, RFC 3849
            "2002::/16",  # 6to4: an IPv4 address inside, RFC 3056
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)
"""What `ipaddress` calls global in some versions of Python."""

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]


class TargetRefused(Unprocessable):
    detail = "The address is not one that we call"


class OutgoingFailed(Exception):
    """The other side could not be reached or did not answer as it should; `reason` is a plain sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_public(address: str) -> bool:
    """Whether an address belongs to somebody on the public internet."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address) and parsed not in IPV6_UNICAST:
        return False
    return parsed.is_global and not parsed.is_multicast and not _is_never(parsed)


def _is_of_this_machine(host: str) -> bool:
    """Whatever a resolver says of it: RFC 6761, section 6.3."""
    return f".{host.lower().rstrip('.')}".endswith(".localhost")


def _is_never(address: IPv4Address | IPv6Address) -> bool:
    return any(address.version == network.version and address in network for network in NEVER)


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, or of a number in any of the spellings that C libraries take for one."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """Says where a request may go. A target in `private_targets` (`host:port`) may be private and speak plain http.

    `plain_http` lets public hosts be called without TLS too.
    """

    private_targets: frozenset[str] = frozenset()
    plain_http: bool = False
    resolve: Resolver = resolve

    async def addresses(self, url: httpx.URL) -> Sequence[str]:
        """What to connect to. Raises TargetRefused, and OutgoingFailed for a name that nobody knows."""
        port = self._port(url)
        is_private_target = f"{url.host}:{port}" in self.private_targets
        if not is_private_target and _is_of_this_machine(url.host):
            raise TargetRefused
        if url.scheme == "http" and not (self.plain_http or is_private_target):
            raise TargetRefused("The address must begin with https")
        found = await self._resolved(url.raw_host.decode("ascii"), port)
        # One private address among public ones is a trap, or a mistake that would reach our own network.
        if not found or not (is_private_target or all(is_public(address) for address in found)):
            raise TargetRefused
        return found[:MOST_ADDRESSES]

    async def _resolved(self, host: str, port: int) -> Sequence[str]:
        """Raises OutgoingFailed. What is written as an address is one, also with the dot that ends a name."""
        with contextlib.suppress(ValueError):
            return [str(ip_address(host.partition("%")[0].rstrip(".")))]
        try:
            return await self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise OutgoingFailed("The name of the server can't be resolved.") from error

    def _port(self, url: httpx.URL) -> int:
        if url.scheme not in {"http", "https"} or not url.host:
            raise TargetRefused("The address must be an http or https one")
        if url.userinfo:
            raise TargetRefused("The address must not hold a user name or password")
        port = {"http": 80, "https": 443}[url.scheme] if url.port is None else url.port
        if not 0 < port < 65536:
            raise TargetRefused("The address is not a valid URL")
        return port


@cache
def certificates() -> ssl.SSLContext:
    """Made for the first request that goes out: reading all certificates takes a while."""
    return httpx.create_ssl_context(trust_env=False)


class GuardedTransport(httpx.AsyncBaseTransport):
    """Connects to the addresses that the guard has checked; name and certificate are still those of the URL.

    `keep` many connections of each name stay open between requests. The addresses are checked for each of them all the
    same: where none of them is the one that a connection leads to any more, it is not used again.
    """

    def __init__(self, guard: Guard, keep: int) -> None:
        self.guard = guard
        self.limits = httpx.Limits(max_connections=None, max_keepalive_connections=keep)
        self.networks: dict[str, httpx.AsyncHTTPTransport] = {}

    def network(self, name: str) -> httpx.AsyncHTTPTransport:
        """One for each name: two with one address would share a connection, and with it a certificate."""
        if name not in self.networks:
            self.networks[name] = httpx.AsyncHTTPTransport(verify=certificates(), limits=self.limits, trust_env=False)
        return self.networks[name]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        *others, last = await self.guard.addresses(request.url)
        for address in others:
            with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._send(request, address)
        return await self._send(request, last)

    async def _send(self, request: httpx.Request, address: str) -> httpx.Response:
        name = request.url.raw_host.decode("ascii")
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": name},
        )
        return await self.network(name).handle_async_request(pinned)

    async def aclose(self) -> None:
        for network in self.networks.values():
            await network.aclose()


@dataclass(frozen=True, slots=True)
class OutgoingAnswer:
    """What came back from `url`, the last of the redirects; `moved_to` is where permanent ones alone have led."""

    status: int
    headers: httpx.Headers
    content: bytes
    url: str
    moved_to: str | None


class Outgoing:
    """Sends requests through the guard, and takes at most `limit` bytes within `deadline`, redirects included.

    `async with Outgoing(guard, limit=…, deadline=…) as outgoing`; `keep` is how many connections of each name stay open
    in the meantime. `cut` takes the beginning of an answer that is too large, as it comes, for a whole one.
    """

    def __init__(self, guard: Guard, *, limit: int, deadline: timedelta, keep: int = 0, cut: bool = False) -> None:
        self.limit = limit
        self.cut = cut
        self.deadline = deadline.total_seconds()
        self.client = httpx.AsyncClient(transport=GuardedTransport(guard, keep), timeout=self.deadline, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.client.aclose()

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        content: bytes | None = None,
        redirects: int = 0,
    ) -> OutgoingAnswer:
        """Raises TargetRefused, also for where a redirect leads, and OutgoingFailed."""
        try:
            async with asyncio.timeout(self.deadline):
                request = self.client.build_request(
                    method, url, headers={"Accept-Encoding": "gzip", **headers}, content=content
                )
                return await self._follow(request, redirects)
        except httpx.InvalidURL as error:
            raise TargetRefused("The address is not a valid URL") from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise OutgoingFailed("The server takes too long.") from error
        except httpx.RequestError as error:
            raise OutgoingFailed(f"The request failed: {type(error).__name__}.") from error

    async def _follow(self, request: httpx.Request, redirects: int) -> OutgoingAnswer:
        """By hand: the library would read the body of a redirect, however long it is."""
        moved_to, is_permanent = None, True
        for _ in range(redirects + 1):
            response = await self.client.send(request, stream=True)
            async with contextlib.aclosing(response):
                if response.next_request is None or not redirects:
                    content = await self._body(response)
                    return OutgoingAnswer(response.status_code, response.headers, content, str(request.url), moved_to)
            request = response.next_request
            is_permanent = is_permanent and response.status_code in {301, 308}
            moved_to = str(request.url) if is_permanent else moved_to
        raise OutgoingFailed("The server redirects too often.")

    async def _body(self, response: httpx.Response) -> bytes:
        raw = bytearray()
        async for piece in response.aiter_raw():
            raw += piece
            if len(raw) > self.limit:
                if self.cut:
                    break
                raise OutgoingFailed("The answer is too large.")
        if self.cut:
            return bytes(raw[: self.limit])
        return self._unpacked(bytes(raw), response.headers.get("content-encoding", "identity").strip().lower())

    def _unpacked(self, raw: bytes, encoding: str) -> bytes:
        """By hand: the library would unpack a bomb before anybody could count."""
        if encoding in {"", "identity"} or not raw:
            return raw
        if encoding not in {"gzip", "x-gzip", "deflate"}:
            raise OutgoingFailed("The answer is packed in a way that was not asked for.")
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)  # either header
        try:
            content = unpacking.decompress(raw, self.limit + 1)
        except zlib.error as error:
            raise OutgoingFailed("The answer can't be unpacked.") from error
        if len(content) > self.limit:
            raise OutgoingFailed("The answer is too large.")
        if not unpacking.eof:
            raise OutgoingFailed("The answer broke off.")
        return content
