"""Addresses that lead to ourselves, to our network or to a cloud's metadata, however they are written."""

from collections.abc import Sequence
from typing import Any

import pytest

from shared.outgoing import Guard
from tests.services.webhook.conftest import event_of, published, registered
from tests.support.platform import Caller, Platform

HOSTILE = [
    # this machine
    "https://127.0.0.1/", "https://127.0.0.1:8001/", "https://127.1/", "https://127.0.1/", "https://127.255.255.254/",
    "https://localhost/", "https://LOCALHOST/", "https://localhost./", "https://0/", "https://0.0.0.0/",
    "https://[::1]/", "https://[::]/", "https://[0:0:0:0:0:0:0:1]/", "https://2130706433/", "https://0x7f000001/",
    "https://0x7f.0x0.0x0.0x1/", "https://0177.0.0.1/", "https://017700000001/", "https://127.0.0.1.",
    # inside other addresses
    "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::ffff:10.0.0.1]/", "https://[::127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/", "https://[64:ff9b::a9fe:a9fe]/", "https://[64:ff9b:1::1]/",
    "https://[2002:7f00:1::]/", "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    # private networks
    "https://10.0.0.1/", "https://10.255.255.255/", "https://172.16.0.1/", "https://172.31.255.255/",
    "https://192.168.0.1/", "https://192.168.1.1:8443/", "https://0xc0a80101/", "https://3232235777/",
    "https://[fc00::1]/", "https://[fd12:3456:789a::1]/", "https://[fec0::1]/",
    # link-local, a cloud's metadata among it
    "https://169.254.169.254/latest/meta-data/", "https://169.254.170.2/v2/credentials", "https://0xa9fea9fe/",
    "https://2852039166/", "https://[fe80::1]/", "https://[fe80::1%25lo]/", "https://[fd00:ec2::254]/",
    # carriers, multicast, reserved, tests and documentation
    "https://100.64.0.1/", "https://100.127.255.254/", "https://224.0.0.1/", "https://239.255.255.250/",
    "https://240.0.0.1/", "https://255.255.255.255/", "https://198.18.0.1/", "https://192.0.2.1/",
    "https://198.51.100.7/", "https://203.0.113.9/", "https://192.0.0.1/", "https://192.88.99.1/",
    "https://[ff02::1]/", "https://[ff0e::1]/", "https://[2001:db8::1]/", "https://[3fff::1]/", "https://[100::1]/",
    # other ways than https
    "http://93.184.215.14/", "http://example.com/", "ftp://93.184.215.14/", "file:///etc/passwd", "gopher://127.0.0.1/",
    "//93.184.215.14/", "javascript:alert(1)", "data:text/plain,x", "unix:///tmp/socket", "/hook", "hook",
    # names and passwords, ports, and no address at all
    "https://user:password@93.184.215.14/", "https://user@93.184.215.14/", "https://93.184.215.14@127.0.0.1/",
    "https://127.0.0.1#@93.184.215.14/", "https://93.184.215.14:0/", "https://93.184.215.14:99999/", "https://",
    "https:///hook", "https://[::1/", "https://[127.0.0.1]/", "https://a\x00b/", "https://127.0.0.1\\@93.184.215.14/",
]  # fmt: skip


def test_there_are_enough() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("url", HOSTILE)
async def test_none_can_be_registered(as_owner: Caller, url: str) -> None:
    response = await as_owner.post("webhook", "/webhooks", json={"url": url, "events": ["*"]})
    assert response.status_code == 422, response.text
    assert url not in response.text


async def test_a_name_that_leads_home_later(platform: Platform, as_owner: Caller) -> None:
    leads_to = iter(["93.184.215.14"])

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return [next(leads_to, "127.0.0.1")]

    resources: Any = platform.resources("webhook")
    resources.guard = Guard(resolve=resolve)
    try:
        await registered(as_owner, "https://rebinding.example/", "custom.*")
        event = await published(as_owner)
        await platform.run_tasks()
    finally:
        del resources.guard
    (delivery,) = (await event_of(as_owner, event["id"]))["deliveries"]
    assert (delivery["status"], delivery["last_status_code"]) == ("pending", None)
    assert delivery["last_error"] == "The address is not one that we call"
