"""Answers about documents as a whole: how many there are, which, and which is the newest."""

from collections import defaultdict
from collections.abc import Sequence

from services.assistant.answering.composer import MOST_FINDINGS, Composer
from services.assistant.answering.documents import Document, Finding
from services.assistant.answering.fields import EXPIRATION, ISSUED
from services.assistant.answering.intents import Intent
from services.assistant.answering.kinds import plural, with_article
from services.assistant.answering.periods import day_of
from services.assistant.answering.sentences import plain, spoken

_MOST_MARKS = 3


def list_documents(composer: Composer, documents: Sequence[Document], *, has_more: bool) -> None:
    """One line for each document, or for each kind where they are many; each with marks of lines on their pages."""
    citable = [document for document in documents if document.token]
    if not citable:
        return
    match composer.asked.intent:
        case Intent.FIND_NEWEST | Intent.FIND_OLDEST:
            _find_newest(composer, citable)
        case Intent.COUNT if len({document.label for document in citable}) == 1:
            _count(composer, citable, has_more=has_more)
        case _:
            _list(composer, citable, has_more=has_more)


def _count(composer: Composer, documents: Sequence[Document], *, has_more: bool) -> None:
    """In one sentence, so that it falls with any of its citations."""
    names = [f"{plain(document.filename)} {_mark(composer, document)}" for document in documents[:MOST_FINDINGS]]
    label = documents[0].label
    counted = f"{'at least ' if has_more else ''}{len(documents)} {label if len(documents) == 1 else plural(label)}"
    among = "among them " if len(documents) > MOST_FINDINGS else ""
    verb = "is" if len(documents) == 1 else "are"
    composer.lines.append(f"There {verb} {counted} here: {among}{', '.join(names)}.")


def _list(composer: Composer, documents: Sequence[Document], *, has_more: bool) -> None:
    by_label: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_label[document.label].append(document)
    is_long = len(documents) > MOST_FINDINGS
    for label, same in by_label.items():
        if is_long and len(same) > 1:
            marks = "".join(_mark(composer, document) for document in same[:_MOST_MARKS])
            composer.lines.append(f"{len(same)} {plural(label)} {marks}.")
        else:
            composer.lines += [_line(composer, document) for document in same]
    composer.lines[0] = f"{_total(documents, has_more=has_more)}: {composer.lines[0]}"


def _total(documents: Sequence[Document], *, has_more: bool) -> str:
    count = f"{'At least ' if has_more else ''}{len(documents)}"
    return f"{count} document{'' if len(documents) == 1 else 's'}"


def _line(composer: Composer, document: Document) -> str:
    holder = f" of {spoken(document.holder)}" if document.holder else ""
    return f"{with_article(plain(document.label))}{holder}, {plain(document.filename)} {_mark(composer, document)}."


def _find_newest(composer: Composer, documents: Sequence[Document]) -> None:
    """By the day of issue, else by the day on which they end."""
    is_newest = composer.asked.intent is Intent.FIND_NEWEST
    for field in (ISSUED, EXPIRATION):
        found = [finding for document in documents for finding in document.findings(field)]
        dated = sorted((f for f in found if day_of(f.value)), key=lambda finding: finding.value)
        if dated:
            best: Finding = dated[-1 if is_newest else 0]
            which = f"The {'newest' if is_newest else 'oldest'} {plain(best.document.label)}"
            what = "was issued on" if field is ISSUED else "ends last, on" if is_newest else "ends first, on"
            composer.lines.append(
                f"{which}, {plain(best.document.filename)}, {what} {spoken(best)} {composer.marks([best])}."
            )
            return


def _mark(composer: Composer, document: Document) -> str:
    token = document.token
    if token is None:
        return ""
    return composer.sources.mark(token, [token.box] if token.box else [], token.snippet or "", token.confidence)
