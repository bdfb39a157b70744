"""The vaults that are asked about: papers filled in for people who don't exist."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from scripts.bench.stack import Stack, running_stack
from services.document.catalogue.catalogue import parse


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it is uploaded."""

    filename: str
    text: str


def today() -> date:
    """The day that all questions are asked on."""
    return date.fromisoformat(str(_read("vaults")["today"]))


def vaults() -> dict[str, list[Paper]]:
    """The papers of each vault by its name, oldest upload first."""
    return {name: [*_papers(rows)] for name, rows in _read("vaults")["vaults"].items()}


@contextmanager
def stocked_stack() -> Iterator[tuple[Stack, dict[str, str]]]:
    """A stack of its own with every paper uploaded, that counts from `today`; and the ids of the vaults by name."""
    with running_stack({"IMMIBLOX_ANSWERS_AS_OF": today().isoformat()}) as stack:
        ids = {}
        for name, papers in vaults().items():
            ids[name] = stack.new_vault()
            for paper in papers:
                stack.upload(ids[name], paper.filename, paper.text.encode())
        yield stack, ids


def _papers(rows: list[dict[str, Any]]) -> Iterator[Paper]:
    for row in rows:
        if "everybody" not in row:
            yield Paper(row["file"], _filled(row["paper"], row))
            continue
        for person in row["people"]:
            values = dict(zip(row["columns"], person, strict=True))
            for paper, more in row["everybody"].items():
                said = {name: str(text).format_map(values) for name, text in more.items()}
                yield Paper(f"{paper}-{values['surname'].lower()}.txt", _filled(paper, values | said))


def _filled(paper: str, values: Mapping[str, Any]) -> str:
    """What the paper says; a line that lacks a value is not printed."""
    lines = _read("papers")[paper].splitlines()
    return "\n".join(line.format_map(values) for line in lines if values.keys() >= _names(line))


def _names(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name}


@cache
def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = parse(files(__package__).joinpath(f"{name}.yaml"))
    return content
