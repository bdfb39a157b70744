"""What a question leaves to be understood from those before it: "and when does it expire?", "and Ben's?".

Only words are put in place of others: a person's question before says what "it" is, never a document or an answer.
"""

import re
from collections.abc import Sequence

from services.assistant.answering.kinds import asked_kinds

_LONGEST = 300
"""A longer question says for itself what it is about."""

_LOOKED_BACK = 6

_OPENING = re.compile(r"^\W*(?:(?:and|but|also|ok|okay|so|then)\b[\s,]*)+", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what|how)\s+about\s+", re.IGNORECASE)
_WHOLE = re.compile(
    r"\b(?:when|what|who|whose|whom|where|which|how|why|is|are|was|were|does|do|did|has|have|can|could|will|would|should"
    r"|show|list|tell|give|find|name|summari[sz]e|compare|explain)\b",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(?:it|this\s+one|that\s+one)\b|\b(?:this|that)(?=\s*\??$)", re.IGNORECASE)
_ITS = re.compile(r"\bits\b", re.IGNORECASE)
_SOMEBODYS = re.compile(r"\b(?:his|her|their)\b(?=\s+\w)", re.IGNORECASE)
_SOMEBODY = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
_OWNER = re.compile(r"\b([A-Z][\w-]+(?:\s+[A-Z][\w-]+)*)'s?(?!\w)")
_NAME = re.compile(r"\b[A-Z][\w-]+(?:\s+[A-Z][\w-]+)*\b")
_BEFORE = r"(?:(?:my|the|our|your|his|her|their|[A-Z][\w-]+(?:\s+[A-Z][\w-]+)*'s?)\s+(?:(?!of\b|on\b)[\w-]+\s+)?)?"


def in_context(question: str, earlier: Sequence[str]) -> str:
    """The question as it reads by itself; unchanged where it does so already. `earlier` are questions, oldest first."""
    before = ""
    for one in [*earlier[-_LOOKED_BACK:], question]:
        before = _resolved(one, before)
    return before


def _resolved(question: str, before: str) -> str:
    if not before or max(len(question), len(before)) > _LONGEST:
        return question
    plain = _OPENING.sub("", question.replace("’", "'"))
    fragment = _ABOUT.sub("", plain).rstrip(" ?.!")
    is_asked = plain != question or question.rstrip().endswith("?")
    if fragment and is_asked and not _WHOLE.search(fragment):
        return _with_fragment(fragment, before) or question
    return _with_names(plain, before) or question


def _with_fragment(fragment: str, before: str) -> str | None:
    """The question before with another document, another person or another value in it."""
    there = _named(before)
    if asked_kinds(fragment)[0]:
        return before.replace(there, fragment, 1) if there else None
    if _NAME.match(fragment):
        return _of_another(fragment, before, there)
    return f"What is {fragment} of {there}?" if there else None


def _of_another(fragment: str, before: str, there: str | None) -> str | None:
    name = fragment.removesuffix("'s").removesuffix("'")
    if _OWNER.search(before):
        return _OWNER.sub(f"{name}'s", before, count=1)
    own = re.compile(r"\b(?:my|our)\b", re.IGNORECASE)
    return own.sub(f"{name}'s", before, count=1) if there and own.search(there) else None


def _with_names(question: str, before: str) -> str | None:
    """The question with what "it" or "her" stands for; None where nothing in it points back."""
    found, there = question, _named(before)
    if there and not asked_kinds(question)[0]:
        found = _ITS.sub(f"{there}'s", _IT.sub(there, found, count=1), count=1)
    owner = _OWNER.search(before)
    if owner and not _OWNER.search(question):
        found = _SOMEBODY.sub(owner[1], _SOMEBODYS.sub(f"{owner[1]}'s", found, count=1), count=1)
    return found if found != question else None


def _named(text: str) -> str | None:
    """The first document that a question names, with whose it is: "Ada's passport"."""
    mentions, _ = asked_kinds(text)
    if not mentions:
        return None
    found = re.search(_BEFORE + re.escape(mentions[0].written), text)
    return found[0] if found else mentions[0].written
