"""The lock file names everything that the project asks for, each with hashes, and no index."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def findings() -> list[str]:
    lock = (ROOT / "requirements" / "lock.txt").read_text()
    entries = re.split(r"\n(?=[a-z0-9])", lock)
    locked = {match[1] for entry in entries if (match := re.match(r"([a-z0-9-]+)==", entry))}
    unhashed = [entry.split(" ")[0] for entry in entries if re.match(r"[a-z0-9-]+==", entry) and "--hash=" not in entry]
    found = [f"{name} has no hash" for name in unhashed]
    found += [f"{name} is asked for and not locked: run `make lock`" for name in sorted(_asked() - locked)]
    if "--index-url" in lock or "--extra-index-url" in lock:
        found.append("the lock file names an index")
    return found


def _asked() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    return {re.split(r"[\[<>=~! ;]", requirement)[0].lower() for requirement in asked}
