"""A search or a question put so that it finds more: spelled right, whole, and about one kind of document."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from services.assistant.answering.kinds import asked_kinds
from services.assistant.answering.phrasing import question_about
from services.assistant.answering.question import understand
from services.assistant.answering.spelling import corrected

ALTERNATIVES = 3
_ASKS = re.compile(
    r"^\W*(?:when|what|who|whose|where|which|how|why|is|are|was|were|does|do|did|has|have|can|could|will|would|should|may"
    r"|show|list|tell|give|find|compare|summari[sz]e)\b",
    re.IGNORECASE,
)


@dataclass
class Improvement:
    """`reasons` say what was changed, one each; none where the query is as good as we know."""

    original: str
    improved: str
    reasons: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)


def improve(query: str, labels: Iterable[str], today: date) -> Improvement:
    """`labels` are the kinds of documents that there are to ask about ("passport"), for a query that names none."""
    found = Improvement(query, " ".join(query.split()))
    _spell(found)
    _ask(found, today)
    _name_document(found, list(dict.fromkeys(labels)), today)
    found.alternatives = [one for one in dict.fromkeys(found.alternatives) if one != found.improved][:ALTERNATIVES]
    return found


def _spell(found: Improvement) -> None:
    right = corrected(found.improved)
    wrong = [(one, other) for one, other in zip(found.improved.split(), right.split(), strict=False) if one != other]
    if wrong:
        found.reasons.append("Spelled: " + ", ".join(f"{one} → {other}" for one, other in wrong))
        found.improved = right


def _ask(found: Improvement, today: date) -> None:
    """A few words for a field of a document become the question they stand for."""
    text = found.improved
    if _ASKS.match(text):
        whole = text[:1].upper() + text[1:]
        whole = whole if whole.endswith((".", "?", "!")) else f"{whole}?"
    else:
        asked = understand(text, today)
        if not asked.fields or asked.leftover:
            return
        whole = question_about(asked.fields[0], f"my {asked.kinds[0].kind.label}" if asked.kinds else None)
    if whole != text:
        found.reasons.append("Written as a whole question")
        found.improved = whole


def _name_document(found: Improvement, labels: list[str], today: date) -> None:
    """A question for a field that many documents have names one of them."""
    asked = understand(found.improved, today)
    if not asked.fields or asked_kinds(found.improved)[0] or asked.fields[0].is_personal or not labels:
        return
    named = [question_about(asked.fields[0], f"my {label}") for label in labels]
    if len(named) == 1:
        found.reasons.append("Says which document is meant")
        found.improved = named[0]
    found.alternatives += named
