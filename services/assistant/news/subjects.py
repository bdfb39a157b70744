"""What an article is about and where, by the words of `subjects.yaml`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

GENERAL = "general"
EVERYWHERE = "global"


class Subjects(BaseModel):
    """Words by category and by region, those looked at first before the others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    categories: Mapping[str, Sequence[str]]
    regions: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Subject:
    """What an article is filed under."""

    category: str
    region: str


def subject_of(title: str, summary: str, *, category: str | None, region: str | None) -> Subject:
    """By the title first, then by the summary; `category` and `region` are the feed's own."""
    patterns = _patterns()
    return Subject(
        _first(patterns["categories"], title, summary) or category or GENERAL,
        region or _first(patterns["regions"], title, summary) or EVERYWHERE,
    )


def _first(patterns: Mapping[str, re.Pattern[str]], *texts: str) -> str | None:
    found = (name for text in texts for name, pattern in patterns.items() if pattern.search(text))
    return next(found, None)


@cache
def _patterns() -> dict[str, dict[str, re.Pattern[str]]]:
    subjects = Subjects.model_validate(yaml.safe_load(files(__package__).joinpath("subjects.yaml").read_text("utf-8")))
    return {
        "categories": {name: _any_of(words) for name, words in subjects.categories.items()},
        "regions": {name: _any_of(words) for name, words in subjects.regions.items()},
    }


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
