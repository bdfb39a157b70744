"""The data folder: where the stack keeps its state, whether it can, and who is using it."""

import contextlib
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.stack.errors import StackError

PROJECT = Path(__file__).parents[2]
LEAST_FREE_MB = 200
LONGEST_SOCKET_PATH = 103
"""Bytes of `sun_path` without its final NUL: 107 on Linux, 103 on macOS and the BSDs."""
PLAIN_PATH = re.compile(r"[A-Za-z0-9/ ._+-]+")
INSTEAD = "or name another folder with IMMIBLOX_DATA_DIR"


@dataclass(frozen=True)
class DataFolder:
    """One installation's state; `root` is absolute."""

    root: Path

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "DataFolder":
        return cls(Path(environ.get("IMMIBLOX_DATA_DIR") or "var").absolute())

    def __str__(self) -> str:
        return display(self.root)

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def redis(self) -> Path:
        return self.root / "redis"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def sockets(self) -> Path:
        return socket_folder(self.run)

    def prepare(self) -> None:
        """Create what is missing; StackError where the folder is not ours, can't be written or is nearly full."""
        parts = (self.redis, self.files, self.mail, self.log, self.keys, self.run)
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._check_room()
            for part in parts:
                part.mkdir(mode=0o700, exist_ok=True)
            for part in (self.root, *parts):
                _check_owner(part)
            with tempfile.TemporaryFile(dir=self.run) as probe:
                probe.write(b"written")
        except OSError as error:
            message = f"The data folder {self} can't be written ({error.strerror}): make it writable, {INSTEAD}."
            raise StackError(message) from error
        open_private(self.sockets)

    def _check_room(self) -> None:
        free = shutil.disk_usage(self.root).free // 1024**2
        if free < LEAST_FREE_MB:
            message = f"The disk of {self} has {free} MB left and {LEAST_FREE_MB} are needed: make room, {INSTEAD}."
            raise StackError(message)

    def lock(self) -> int | None:
        """A descriptor that holds the folder for as long as any process has it open; None where another holds it."""
        descriptor = os.open(self.run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    def is_locked(self) -> bool:
        """Whether a stack uses the folder; creates nothing."""
        if not self.run.is_dir():
            return False
        descriptor = self.lock()
        if descriptor is not None:
            os.close(descriptor)
        return descriptor is None


def display(path: Path) -> str:
    """The path as the user would write it: relative inside the current folder."""
    with contextlib.suppress(ValueError):
        return str(path.relative_to(Path.cwd()))
    return str(path)


def socket_folder(wanted: Path) -> Path:
    """`wanted`, or a folder of its own in /tmp where a socket's path would be too long or have odd characters."""
    longest = os.fsencode(wanted / ".s.PGSQL.5432")
    if len(longest) <= LONGEST_SOCKET_PATH and PLAIN_PATH.fullmatch(str(wanted)):
        return wanted
    digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    # Not $TMPDIR: `up` and `run` may be called from sessions that differ in it.
    return Path(f"/tmp/immiblox-{os.geteuid()}-{digest}")  # noqa: S108 - open_private refuses a folder of somebody else


def open_private(folder: Path) -> None:
    """Create a folder for us alone; StackError where somebody else was there first."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        message = f"{display(folder)} is not a folder of this user: remove it and start again."
        raise StackError(message)
    folder.chmod(0o700)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _check_owner(folder: Path) -> None:
    owner = folder.stat().st_uid
    if owner == os.geteuid():
        return
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = str(owner)
    message = f"The folder {display(folder)} belongs to user {name}: run this as that user, {INSTEAD}."
    raise StackError(message)
