"""The two ways in which root runs PostgreSQL; each in a process of its own, because it ends as somebody else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.stack import unprivileged
from scripts.stack.folder import PROJECT

pytestmark = pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="only for root on Linux")


def run(code: str, folder: Path) -> str:
    """What a process prints after it has become somebody else."""
    imports = "import os, sys; from pathlib import Path; from scripts.stack.unprivileged import *;"
    process = subprocess.run(
        [sys.executable, "-c", f"{imports} folder = Path(sys.argv[1]); {code}", str(folder)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return process.stdout.strip()


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A file that only root can read, in a folder that only root can enter."""
    (tmp_path / "home").mkdir(mode=0o700)
    (tmp_path / "home" / "file").write_text("root's own")
    (tmp_path / "home" / "file").chmod(0o600)
    return tmp_path / "home" / "file"


def test_in_a_namespace_root_is_called_otherwise_and_owns_the_same(closed: Path) -> None:
    user = unprivileged.ordinary_user()
    if not unprivileged.namespace_reaches(user, closed, Path(sys.executable)):
        pytest.skip("this machine does not let root make a user namespace")
    code = "enter_namespace(ordinary_user()); print(os.geteuid(), folder.stat().st_uid, folder.read_text())"
    assert run(code, closed) == f"{user.pw_uid} {user.pw_uid} root's own"


def test_another_user_keeps_the_right_to_reach_the_folder_and_nothing_else(closed: Path) -> None:
    code = (
        "change_user(ordinary_user()); print(os.geteuid(), folder.read_text());"
        "print([line for line in Path('/proc/self/status').read_text().splitlines() if line.startswith('Cap')])"
    )
    first, capabilities = run(code, closed).splitlines()
    assert first == f"{unprivileged.ordinary_user().pw_uid} root's own"
    assert "'CapEff:\\t0000000000000002'" in capabilities
    assert "'CapAmb:\\t0000000000000002'" in capabilities


def test_a_folder_is_given_away_whole_and_taken_back(tmp_path: Path) -> None:
    (tmp_path / "data" / "base").mkdir(parents=True)
    (tmp_path / "data" / "base" / "1").touch()
    (tmp_path / "data" / "link").symlink_to(tmp_path)
    for owner in (1, 0):
        unprivileged.give(tmp_path / "data", owner, owner)
        assert {path.lstat().st_uid for path in (tmp_path / "data", *(tmp_path / "data").rglob("*"))} == {owner}
    assert tmp_path.stat().st_uid == 0
