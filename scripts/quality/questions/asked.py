"""The questions, and what must be true of an answer. How they are written stands at the top of `tuning.yaml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from services.document.catalogue.catalogue import parse

SETS = {"tuning": "tuning", "held out": "held_out"}
"""The files by what tables call their halves."""


class Expected(BaseModel):
    """What an answer must say and cite; `a|b` means either."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    ask: str
    says: list[str] = Field(default_factory=list)
    cites: list[str] = Field(default_factory=list)
    only: list[str] | None = None
    never: list[str] = Field(default_factory=list)
    refuse: bool = False
    helps: str | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to one vault, with the kind it counts under."""

    vault: str
    kind: str
    expected: Expected


def questions(name: str) -> Iterator[Asked]:
    """One half of the set."""
    content = parse(files(__package__).joinpath(f"{SETS[name]}.yaml"))
    for vault, kinds in content.items():
        for kind, rows in kinds.items():
            for row in rows:
                yield Asked(vault, kind, Expected.model_validate(row))
