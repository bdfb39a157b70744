"""The mail sink takes what a mail program sends."""

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from scripts.stack.folder import PROJECT
from tests.scripts.stack.conftest import eventually, is_free
from tests.support.ports import free_port_base

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """The port of a running sink and the folder that it writes to."""
    folder = tmp_path_factory.mktemp("var")
    (folder / "mail").mkdir()
    port = free_port_base() + 1
    environ = {"IMMIBLOX_DATA_DIR": str(folder), "IMMIBLOX_SMTP_URL": f"smtp://127.0.0.1:{port}"}
    with subprocess.Popen([sys.executable, "-m", "scripts.stack.smtp"], cwd=PROJECT, env=environ) as process:
        assert eventually(lambda: not is_free(port))
        yield port, folder / "mail"
        process.terminate()
    assert process.returncode == 0


@pytest.fixture
def mails(sink: tuple[int, Path]) -> Iterator[Path]:
    yield sink[1]
    for mail in sink[1].iterdir():
        mail.unlink()


def send(port: int, *receivers: str) -> None:
    message = EmailMessage()
    message["Subject"] = "Ihre Prüfung"
    message.set_content("Grüße\n.\nüber einen Punkt hinaus\n")
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(message, from_addr="ada@example.org", to_addrs=receivers)


def test_writes_each_mail_whole_into_a_file_of_its_own(sink: tuple[int, Path], mails: Path) -> None:
    send(sink[0], "grace@example.org")
    send(sink[0], "grace@example.org")
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in mails.iterdir()]
    assert [message["Subject"] for message in found] == ["Ihre Prüfung"] * 2
    assert all(message.get_content().splitlines() == ["Grüße", ".", "über einen Punkt hinaus"] for message in found)


def test_names_are_in_order_of_time_and_private(sink: tuple[int, Path], mails: Path) -> None:
    for number in range(3):
        send(sink[0], f"receiver{number}@example.org")
    found = sorted(mails.glob("*.eml"))
    assert [f"receiver{number}@" in path.read_text() for number, path in enumerate(found)] == [True] * 3
    assert {path.stat().st_mode & 0o777 for path in found} == {0o600}


def test_blind_copies_are_seen(sink: tuple[int, Path], mails: Path) -> None:
    send(sink[0], "grace@example.org", "blind@example.org")
    (path,) = mails.iterdir()
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert (message["X-MailFrom"], message["X-RcptTo"]) == ("ada@example.org", "grace@example.org, blind@example.org")


def test_a_folder_that_takes_nothing_is_told_as_a_passing_failure(sink: tuple[int, Path], mails: Path) -> None:
    away = mails.rename(mails.with_name("away"))
    try:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(sink[0], "grace@example.org")
    finally:
        away.rename(mails)
    assert refused.value.smtp_code == 452
