"""What a typed field is to somebody who asks for it, and how its phrases are written."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Expects(StrEnum):
    """What a sentence must hold to answer; `WHEN` is a date or a length of time."""

    DATE = "date"
    WHEN = "when"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class AskedField:
    """`names` are metadata names, preferred first; `is_personal` tells a person's data from a document's.

    `pattern` reads a question in which a NUL stands for each kind of document that it names; its groups hold the words
    between those that ask, which stay part of the question. `answered_by` is the kind of document to look for.
    """

    label: str
    names: tuple[str, ...]
    pattern: re.Pattern[str]
    expects: Expects
    is_personal: bool
    answered_by: str | None


def asked_field(
    label: str,
    names: str,
    phrases: str,
    expects: Expects = Expects.TEXT,
    *,
    personal: bool = False,
    answered_by: str | None = None,
) -> AskedField:
    """A row of the table: names are separated by spaces, phrases by line breaks (see `_phrases`)."""
    return AskedField(label, tuple(names.split()), _phrases(phrases), expects, personal, answered_by)


def _phrases(lines: str) -> re.Pattern[str]:
    """One phrase a line: `…` stands for a few words between, `KIND` for a kind of document that follows.

    Otherwise a phrase is a regular expression whose spaces are any white space and whose brackets only group.
    """
    joined = "|".join(line.strip() for line in lines.strip().splitlines())
    joined = joined.replace("THE_US", r"the (US|USA|U\.S\.|United States|country)")
    joined = re.sub(r"\((?!\?)", "(?:", joined).replace(" … ", r"\b(.{0,40}?)\b")
    joined = joined.replace(" ?", r"\s*").replace(" ", r"\s+")
    joined = joined.replace("KIND", r"(?=[\w\s]{0,25}\0)").replace("AFTER_A", r"(?<=\0)\s*")
    return re.compile(rf"(?<!\w)(?:{joined})(?:(?!\w)|(?<=\s))", re.IGNORECASE)
