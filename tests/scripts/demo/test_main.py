"""The whole demo: against services that answer at once, and, as a command, where nothing runs."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.demo.__main__ import main, play
from scripts.demo.api import Api
from scripts.demo.quickstart import SPECIMEN
from scripts.demo.terminal import Terminal
from scripts.stack.folder import PROJECT, DataFolder
from scripts.stack.state import RunningProcess, State
from tests.scripts.demo.conftest import SOME_ID, FakeServices
from tests.scripts.stack.conftest import only_sentence
from tests.support.ports import free_port_base

NAMED = re.compile(r"e-mail (\S+), password (\S+)")


@pytest.fixture
def played(terminal: Terminal, api: Api, shown: io.StringIO) -> str:
    play(terminal, api)
    return shown.getvalue()


def commands(played: str) -> list[list[str]]:
    """The words of each cURL command, as a shell would see them."""
    script = played.partition("The same with cURL\n")[2]
    joined = script.replace("\\\n", " ").replace("TOKEN=$(", "").replace(")\n", "\n")
    return [shlex.split(line, comments=True) for line in joined.splitlines() if not line.startswith("#")]


def test_shows_what_was_read(played: str) -> None:
    assert re.search(r"^   expiration_date +2012-04-15 +99\.9% +1 +mrz +yes$", played, re.MULTILINE)
    assert re.search(r"^   issuing_authority +PASSPORT OFFICE +90\.0% +1 +ocr$", played, re.MULTILINE)


def test_shows_the_answer_with_its_place(played: str) -> None:
    shown = played.partition("4. Ask: What is my passport expiration date?\n")[2]
    assert shown.startswith(
        "   Your passport expires on 15 April 2012 [1].\n\n"
        "   [1] passport-specimen.png, page 1\n"
        "       box    47.0% to 60.0% from the left, 89.0% to 92.0% from the top\n"
        "       “Date of expiry”\n"
        "       “15 APR/AVR 2012”\n"
    )


def test_says_where_the_stack_runs(played: str) -> None:
    assert re.search(r"^   account +http://127\.0\.0\.1:8001 +http://127\.0\.0\.1:8001/docs$", played, re.MULTILINE)
    assert re.search(r"^   audit +http://127\.0\.0\.1:8010 +http://127\.0\.0\.1:8010/docs$", played, re.MULTILINE)
    assert "Stop it with `make down`." in played


def test_keeps_to_a_hundred_columns(played: str) -> None:
    assert max(len(line) for line in played.splitlines()) <= 100


def test_repeats_its_calls_with_curl(played: str, services: FakeServices) -> None:
    made = [str(request.url) for request in services.requests]
    repeated = [next(word for word in words if word.startswith("http")) for words in commands(played)]
    assert repeated == [made[0].replace("signup", "signin"), *made[1:]]


def test_its_curl_signs_in_as_the_account_it_made(played: str) -> None:
    named = NAMED.search(played)
    assert named
    sign_in = commands(played)[0]
    sent = json.loads(sign_in[sign_in.index("-d") + 1])
    assert sent == {"email": named[1], "password": named[2]}


def test_its_curl_uploads_the_same_file(played: str) -> None:
    upload = commands(played)[2]
    assert (PROJECT / upload[-1].removeprefix("file=@")).resolve() == SPECIMEN
    assert str(SOME_ID) in upload[1]


@pytest.mark.enable_socket
def test_one_sentence_where_no_stack_runs(tmp_path: Path) -> None:
    # Over a second, most of it Python's start: that no traceback comes out shows only in a process of its own.
    base = free_port_base()
    environ = os.environ | {"IMMIBLOX_PORT_BASE": str(base), "IMMIBLOX_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "scripts.demo"]
    done = subprocess.run(command, cwd=PROJECT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert only_sentence(done.stderr) == (
        f"The account service can't be reached at http://127.0.0.1:{base + 1}: start the stack with `make up`."
    )


@pytest.mark.enable_socket
def test_finds_the_ports_of_the_stack_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, base = DataFolder(tmp_path), free_port_base()
    folder.prepare()
    lock = folder.lock()
    assert lock is not None
    State(RunningProcess.of(os.getpid()), base).save(folder)
    monkeypatch.setenv("IMMIBLOX_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("IMMIBLOX_PORT_BASE", raising=False)
    assert main() == 1
    os.close(lock)
    assert f"at http://127.0.0.1:{base + 1}:" in capsys.readouterr().err


def test_one_sentence_for_a_port_that_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IMMIBLOX_PORT_BASE", "eighty")
    assert main() == 1
    assert only_sentence(capsys.readouterr().err).startswith("IMMIBLOX_PORT_BASE must be a number")
