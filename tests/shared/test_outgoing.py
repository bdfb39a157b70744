"""Where requests to the outside may go, and how much may come back."""

import asyncio
import gzip
import time
import zlib
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.outgoing import Guard, Outgoing, OutgoingAnswer, OutgoingFailed, TargetRefused, is_public
from tests.support.feeds import FeedServer, Reply, feed_server

LIMIT = 100_000
PUBLIC = "93.184.215.14"


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as server:
        yield server


async def get(guard: Guard, url: str, *, redirects: int = 3, seconds: float = 5) -> OutgoingAnswer:
    async with Outgoing(guard, limit=LIMIT, deadline=timedelta(seconds=seconds)) as outgoing:
        return await outgoing.send("GET", url, headers={"X-Sent": "yes"}, redirects=redirects)


def allowing(server: FeedServer) -> Guard:
    return Guard(private_targets=frozenset({server.target}))


def known(*addresses: str) -> Guard:
    """A guard in whose world every name has these addresses."""

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return Guard(resolve=resolve)


class TestAddress:
    @pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:220:1::1", "2a00:1450:4001:82f::200e"])
    def test_public(self, address: str) -> None:
        assert is_public(address)

    @pytest.mark.parametrize(
        "address",
        [
            "0.0.0.1", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
            "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
            "224.0.0.1", "224.0.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1",
            "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378::1",
            "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%lo",
            "fec0::1", "ff02::1", "ff0e::1",
        ],
    )  # fmt: skip
    def test_not_public(self, address: str) -> None:
        assert not is_public(address)

    @given(st.integers(0, 2**32 - 1).map(IPv4Address))
    def test_an_address_inside_another_is_no_way_in(self, address: IPv4Address) -> None:
        number = int(address)
        wrapped = [0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80, number]
        assert not any(is_public(str(IPv6Address(each))) for each in wrapped)

    @given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
    def test_what_is_private_is_never_public(self, address: IPv4Address | IPv6Address) -> None:
        parsed = ip_address(str(address))
        if parsed.is_private or parsed.is_loopback or parsed.is_link_local or parsed.is_multicast:
            assert not is_public(str(address))


class TestGuard:
    @pytest.mark.parametrize(
        ("url", "sentence"),
        [
            ("ftp://feeds.example/", "The address must be an http or https one"),
            ("file:///etc/passwd", "The address must be an http or https one"),
            ("gopher://feeds.example/", "The address must be an http or https one"),
            ("/news", "The address must be an http or https one"),
            ("https:///news", "The address must be an http or https one"),
            ("https://user:password@feeds.example/", "The address must not hold a user name or password"),
            ("https://user@feeds.example/", "The address must not hold a user name or password"),
            ("http://feeds.example/", "The address must begin with https"),
            ("https://feeds.example:99999/", "The address is not a valid URL"),
            ("https://[::1/", "The address is not a valid URL"),
            ("https://a\x00b/", "The address is not a valid URL"),
        ],
    )
    async def test_refuses_what_is_no_address_for_us(self, url: str, sentence: str) -> None:
        with pytest.raises(TargetRefused) as refused:
            await get(known(PUBLIC), url)
        assert (refused.value.status_code, refused.value.detail) == (422, sentence)

    @pytest.mark.parametrize(
        "host",
        ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::ffff:7f00:1]"],
    )
    async def test_refuses_this_machine_however_it_is_written(self, host: str) -> None:
        with pytest.raises(TargetRefused):
            await get(Guard(), f"https://{host}/")

    async def test_refuses_a_name_with_one_private_address_among_others(self) -> None:
        with pytest.raises(TargetRefused):
            await get(known(PUBLIC, "10.0.0.7"), "https://feeds.example/")

    async def test_plain_http_where_it_is_allowed(self) -> None:
        url = httpx.URL("http://feeds.example/")
        assert await Guard(plain_http=True, resolve=known(PUBLIC).resolve).addresses(url) == (PUBLIC,)

    async def test_a_name_that_nobody_knows(self) -> None:
        async def resolve(host: str, _port: int) -> Sequence[str]:
            raise OSError(host)

        with pytest.raises(OutgoingFailed, match="can't be resolved"):
            await get(Guard(resolve=resolve), "https://feeds.example/")

    @given(st.text(max_size=40))
    def test_any_text_is_an_address_or_refused(self, text: str) -> None:
        with pytest.raises((TargetRefused, OutgoingFailed)):
            asyncio.run(get(known("127.0.0.1"), text))


class TestPinning:
    async def test_connects_to_what_was_checked(self, server: FeedServer) -> None:
        """The name leads to the server once, and elsewhere ever after."""
        asked: list[str] = []

        async def resolve(host: str, _port: int) -> Sequence[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.99"]

        port = httpx.URL(server.url).port
        server.replies["/"] = Reply(b"here")
        guard = Guard(frozenset({f"feeds.example:{port}"}), resolve=resolve)
        answer = await get(guard, f"http://feeds.example:{port}/")
        assert (answer.content, asked) == (b"here", ["feeds.example"])
        assert server.asked("/")[0]["host"] == f"feeds.example:{port}"

    async def test_tries_the_next_address_of_a_name(self, server: FeedServer) -> None:
        port = httpx.URL(server.url).port
        server.replies["/"] = Reply(b"here")
        guard = Guard(frozenset({f"feeds.example:{port}"}), resolve=known("127.0.0.99", "127.0.0.1").resolve)
        assert (await get(guard, f"http://feeds.example:{port}/")).content == b"here"

    async def test_nobody_listens(self) -> None:
        guard = Guard(frozenset({"127.0.0.1:1"}))
        with pytest.raises(OutgoingFailed, match="ConnectError"):
            await get(guard, "http://127.0.0.1:1/")


class TestRedirects:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_follows_them(self, server: FeedServer, status: int) -> None:
        server.replies["/old"] = Reply(status=status, headers={"Location": "/new"})
        server.replies["/new"] = Reply(b"here")
        answer = await get(allowing(server), f"{server.url}/old")
        assert (answer.content, answer.url) == (b"here", f"{server.url}/new")
        assert answer.moved_to == (f"{server.url}/new" if status in {301, 308} else None)

    async def test_remembers_permanent_ones_up_to_the_first_other(self, server: FeedServer) -> None:
        server.replies["/a"] = Reply(status=301, headers={"Location": "/b"})
        server.replies["/b"] = Reply(status=302, headers={"Location": "/c"})
        server.replies["/c"] = Reply(status=301, headers={"Location": "/d"})
        server.replies["/d"] = Reply(b"here")
        assert (await get(allowing(server), f"{server.url}/a")).moved_to == f"{server.url}/b"

    @pytest.mark.parametrize(
        "location",
        [
            "http://127.0.0.1:1/", "https://127.0.0.1/", "https://169.254.169.254/latest/meta-data/", "https://[::1]/",
            "file:///etc/passwd", "https://10.0.0.1/", "http://localhost/", "https://user:secret@127.0.0.1/",
        ],
    )  # fmt: skip
    async def test_to_a_private_address_is_refused(self, server: FeedServer, location: str) -> None:
        server.replies["/"] = Reply(status=302, headers={"Location": location})
        with pytest.raises((TargetRefused, OutgoingFailed)):
            await get(allowing(server), server.url)

    async def test_not_more_than_allowed(self, server: FeedServer) -> None:
        server.replies["/"] = Reply(status=302, headers={"Location": "/"})
        with pytest.raises(OutgoingFailed, match="redirects too often"):
            await get(allowing(server), server.url)
        assert len(server.requests) == 4

    async def test_none_where_none_is_wanted(self, server: FeedServer) -> None:
        server.replies["/"] = Reply(status=302, headers={"Location": "/elsewhere"})
        assert (await get(allowing(server), server.url, redirects=0)).status == 302
        assert len(server.requests) == 1

    async def test_their_bodies_are_not_read(self, server: FeedServer) -> None:
        endless = (b"x" * 65536 for _ in range(8000))
        server.replies["/"] = Reply(status=302, headers={"Location": "/new"}, pieces=endless)
        server.replies["/new"] = Reply(b"here")
        assert (await get(allowing(server), server.url)).content == b"here"
        assert server.sent < 200_000_000  # what the buffers between the two hold, not the half gigabyte


class TestLimits:
    async def test_a_body_of_half_a_gigabyte_is_broken_off(self, server: FeedServer) -> None:
        server.replies["/"] = Reply(pieces=(b"x" * 65536 for _ in range(8000)))
        with pytest.raises(OutgoingFailed, match="too large"):
            await get(allowing(server), server.url)
        assert server.sent < 200_000_000

    async def test_a_body_just_small_enough(self, server: FeedServer) -> None:
        server.replies["/"] = Reply(b"x" * LIMIT)
        assert len((await get(allowing(server), server.url)).content) == LIMIT

    @pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
    async def test_what_unpacks_to_more_is_too_large(self, server: FeedServer, pack: type[bytes]) -> None:
        encoding = "gzip" if pack is gzip.compress else "deflate"
        server.replies["/bomb"] = Reply(pack(b"\0" * 50_000_000), headers={"Content-Encoding": encoding})
        server.replies["/fine"] = Reply(pack(b"here"), headers={"Content-Encoding": encoding})
        with pytest.raises(OutgoingFailed, match="too large"):
            await get(allowing(server), f"{server.url}/bomb")
        assert (await get(allowing(server), f"{server.url}/fine")).content == b"here"

    @pytest.mark.parametrize(
        ("body", "encoding", "sentence"),
        [
            (b"not packed", "gzip", "can't be unpacked"),
            (gzip.compress(b"x" * 999, mtime=0)[:-9], "gzip", "broke off"),
            (b"?", "br", "not asked for"),
            (b"?", "gzip, gzip", "not asked for"),
        ],
    )
    async def test_badly_packed(self, server: FeedServer, body: bytes, encoding: str, sentence: str) -> None:
        server.replies["/"] = Reply(body, headers={"Content-Encoding": encoding})
        with pytest.raises(OutgoingFailed, match=sentence):
            await get(allowing(server), server.url)

    async def test_one_that_trickles_is_given_up(self, server: FeedServer) -> None:
        """Each piece comes in time; all of them together don't."""
        server.replies["/"] = Reply(pieces=(b"x" for _ in range(50)), pause=0.02)
        started = time.monotonic()
        with pytest.raises(OutgoingFailed, match="takes too long"):
            await get(allowing(server), server.url, seconds=0.3)
        assert time.monotonic() - started < 0.9

    async def test_sends_a_body_and_headers(self, server: FeedServer) -> None:
        server.replies["/hook"] = Reply(status=202)
        async with Outgoing(allowing(server), limit=LIMIT, deadline=timedelta(seconds=5)) as outgoing:
            answer = await outgoing.send("POST", f"{server.url}/hook", headers={"X-Signature": "s"}, content=b"{}")
        assert (answer.status, server.asked("/hook")[0]["x-signature"]) == (202, "s")
        assert server.asked("/hook")[0]["content-length"] == "2"
