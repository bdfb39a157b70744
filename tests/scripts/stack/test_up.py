"""The whole way up with the real servers, and what keeps a stack from starting: one sentence each, no traceback."""

import os
import re
import shutil
import smtplib
import socket
import subprocess
import sys

import httpx
import pytest
from redis import Redis

from scripts.stack.folder import PROJECT
from tests.scripts.stack.conftest import FAKE_RELEASE, FAKE_SERVICE, Stack, eventually, only_sentence

pytestmark = pytest.mark.enable_socket

SERVERS = {name: f"python -m scripts.stack.{name}" for name in ("postgres", "redis", "smtp")}


@pytest.fixture
def small(stack: Stack) -> Stack:
    """A stack of next to nothing, for what happens before anything starts."""
    stack.write_procfile(account=f"{FAKE_SERVICE} 1")
    return stack


def test_a_second_start_finds_the_data_of_the_first(stack: Stack) -> None:
    stack.write_procfile(**SERVERS, release=FAKE_RELEASE, account=f"{FAKE_SERVICE} 1")
    stack.up()
    secrets = (stack.folder.keys / "secrets.env").read_bytes()
    with Redis(unix_socket_path=str(stack.folder.sockets / "redis.sock")) as redis:
        redis.set("kept", "42")
    with smtplib.SMTP("127.0.0.1", stack.port_base + 25) as client:
        client.sendmail("ada@example.org", "grace@example.org", "Subject: kept\r\n\r\nhello")
    stack.call("down")
    assert stack.remains() == []

    stack.up()
    assert stack.log("release") == "1\n2\n"
    assert (stack.folder.keys / "secrets.env").read_bytes() == secrets
    with Redis(unix_socket_path=str(stack.folder.sockets / "redis.sock"), decode_responses=True) as redis:
        assert redis.get("kept") == "42"
    assert len(list(stack.folder.mail.glob("*.eml"))) == 1


def test_two_run_side_by_side(shared_services: Stack, small: Stack) -> None:
    small.up()
    assert shared_services.process("account").is_alive()
    assert small.process("account").is_alive()


def test_an_openid_provider_for_development(stack: Stack) -> None:
    stack.write_procfile(oidc="python -m scripts.stack.oidc")
    stack.up(IMMIBLOX_DEVELOPMENT_OIDC="true")
    url = f"http://localhost:{stack.port_base + 26}"
    assert eventually(lambda: issuer_at(url) == url)


def issuer_at(url: str) -> str | None:
    try:
        found: str = httpx.get(f"{url}/.well-known/openid-configuration").json()["issuer"]
    except httpx.TransportError:
        return None
    return found


def test_a_database_of_the_users_own_takes_the_place_of_ours(stack: Stack) -> None:
    stack.write_procfile(**SERVERS, release="false")
    url = "postgresql+asyncpg://ada@db.example.org/immiblox"
    result = stack.call("up", IMMIBLOX_DATABASE_URL=url)
    assert not stack.folder.postgres.exists()
    assert "Starting redis, smtp" in result.stdout


def test_the_table_names_services_and_their_documentation(shared_services: Stack) -> None:
    url = f"http://127.0.0.1:{shared_services.port_base + 1}"
    assert f"{url}/docs" in shared_services.announcement


def test_a_step_that_fails_before_the_services(stack: Stack) -> None:
    stack.write_procfile(release="false", account=f"{FAKE_SERVICE} 1")
    result = stack.call("up")
    assert result.returncode == 1
    assert only_sentence(result.stderr).startswith("The step 'release' of the Procfile failed (see ")
    assert not (stack.folder.log / "account.log").exists()


class TestRefusals:
    def test_a_port_in_use(self, small: Stack) -> None:
        with socket.create_server(("127.0.0.1", small.port_base + 1)):
            result = small.call("up", "--detach")
        assert result.returncode == 1
        assert only_sentence(result.stderr) == (
            f"Port {small.port_base + 1} is in use: stop what uses it, or choose others,"
            f" as with IMMIBLOX_PORT_BASE={small.port_base + 100}."
        )

    @pytest.mark.parametrize(
        ("options", "reason"),
        [
            ("ro", r"can't be written \(Read-only file system\): make it writable, or name another"),
            ("size=2m", r"^The disk of .* has 2 MB left and 200 are needed: make room, or name another"),
        ],
    )
    def test_a_disk_that_does_not_do(self, small: Stack, options: str, reason: str) -> None:
        result = on_a_disk_of_its_own(small, options)
        assert result.returncode == 1
        assert re.search(reason, only_sentence(result.stderr))

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write to any folder")
    def test_a_folder_without_the_right_to_write(self, small: Stack) -> None:
        small.folder.root.parent.chmod(0o500)
        result = small.call("up")
        small.folder.root.parent.chmod(0o700)
        assert "can't be written (Permission denied): make it writable" in only_sentence(result.stderr)

    def test_a_damaged_database(self, stack: Stack) -> None:
        stack.write_procfile(**SERVERS, account=f"{FAKE_SERVICE} 1")
        stack.folder.prepare()
        stack.folder.postgres.mkdir()
        (stack.folder.postgres / "PG_VERSION").write_text("garbage")
        (stack.folder.keys / "secrets.env").write_text(
            f"POSTGRES_PASSWORD={'a' * 64}\nIMMIBLOX_SECRET_KEY={'b' * 64}\n"
        )
        result = stack.call("up")
        assert result.returncode == 1
        assert only_sentence(result.stderr).startswith("PostgreSQL can't use its data (its PG_VERSION is not 18)")
        assert stack.remains() == []

    def test_a_damaged_redis(self, stack: Stack) -> None:
        stack.write_procfile(redis=SERVERS["redis"], account=f"{FAKE_SERVICE} 1")
        stack.folder.prepare()
        (stack.folder.redis / "appendonly.aof").write_bytes(b"garbage\r\n" * 9)
        result = stack.call("up")
        assert result.returncode == 1
        assert only_sentence(result.stderr).startswith("Redis can't use its data (Bad file format")
        assert stack.remains() == []

    def test_an_old_python(self) -> None:
        code = "import runpy, sys; sys.version_info = (3, 10); runpy.run_module('scripts.stack', run_name='__main__')"
        result = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
        assert result.returncode == 1
        assert only_sentence(result.stderr).startswith("immiblox needs Python 3.11 or newer: install one")


def on_a_disk_of_its_own(stack: Stack, options: str) -> subprocess.CompletedProcess[str]:
    """`up` where the data folder is a small file system that only it can see."""
    stack.folder.root.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(stack.folder.root)]
    unshare = ["unshare", "--user", "--map-root-user", "--mount"]
    if not shutil.which("unshare") or subprocess.run([*unshare, *mount], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let us mount a file system of our own")
    script = 'mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@"'
    command = [sys.executable, "-m", "scripts.stack", "up", "--procfile", str(stack.procfile)]
    return subprocess.run(
        [*unshare, "sh", "-c", script, "sh", options, str(stack.folder.root), *command],
        cwd=PROJECT,
        env=stack.environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
