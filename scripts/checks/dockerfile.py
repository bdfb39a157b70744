"""The Dockerfile builds from pinned images and existing files, for a user without rights."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from shared.settings import Settings

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"\S+:\d+\.\d+\.\d+\S*")


def findings(root: Path = ROOT) -> list[str]:
    steps = list(_steps((root / "Dockerfile").read_text()))
    let_through = (root / ".dockerignore").read_text().splitlines()
    return [*_images(steps), *_copies(steps, root, let_through), *_process(steps)]


def _steps(text: str) -> Iterator[tuple[str, str]]:
    """Instruction and arguments of each step, with continued lines joined."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for step in "\n".join(lines).replace("\\\n", " ").splitlines():
        if step.strip():
            instruction, _, arguments = step.partition(" ")
            yield instruction, arguments.strip()


def _images(steps: list[tuple[str, str]]) -> Iterator[str]:
    for instruction, arguments in steps:
        if instruction == "FROM" and not PINNED.fullmatch(arguments.split()[0]):
            yield f"{arguments.split()[0]} is not pinned"


def _copies(steps: list[tuple[str, str]], root: Path, let_through: list[str]) -> Iterator[str]:
    """What is copied from the project is there, and let through to the build."""
    for instruction, arguments in steps:
        if instruction == "COPY" and not arguments.startswith("--from"):
            for source in shlex.split(arguments)[:-1]:
                if not (root / source).exists():
                    yield f"{source} does not exist"
                if f"!{source}" not in let_through:
                    yield f".dockerignore keeps {source} out"


def _process(steps: list[tuple[str, str]]) -> Iterator[str]:
    last = dict(steps)
    if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", last.get("USER", "")):
        yield "USER is not a number other than root's"
    if "READY_URL" not in last.get("HEALTHCHECK", ""):
        yield "HEALTHCHECK does not ask READY_URL"
    for instruction, arguments in steps:
        names = re.findall(r"(IMMIBLOX_\w+)=", arguments) if instruction == "ENV" else []
        known = {f"IMMIBLOX_{field.upper()}" for field in Settings.model_fields}
        yield from (f"{name} is no setting" for name in sorted(set(names) - known))
