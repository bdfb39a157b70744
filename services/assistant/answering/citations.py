"""The last gate before an answer leaves: no mark without a source, no source that does not stand on its page."""

import re
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from services.assistant.answering.answer import MARK, NOTHING_FOUND, Answer, Source
from shared.evidence import PageText
from shared.rules.catalogue import load_rules
from shared.sentences import ends_in_abbreviation

_HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013"
_ONE_MARK = r"\s*\[\d+(?:\s*,\s*\d+)*\]"
_SENTENCE_END = re.compile(rf"(?:[.!?…][”\"')]*(?:{_ONE_MARK})*|”(?:{_ONE_MARK})+)\s+(?=[^\s\[])|\n+")


class PageIndex:
    """Looks snippets up on pages, blind to white space and hyphens: a line break may fall anywhere in a snippet."""

    def __init__(self, pages: Iterable[PageText]) -> None:
        self._texts: dict[tuple[UUID, int], list[str]] = {}
        self._squeezed: dict[tuple[UUID, int], str] = {}
        for page in pages:
            self._texts.setdefault((page.document_id, page.page), []).append(page.text)

    def has(self, document_id: UUID, page: int, snippet: str) -> bool:
        """Whether the snippet stands on the page; a snippet without a letter or digit stands nowhere."""
        wanted = _squeeze(snippet)
        return any(c.isalnum() for c in wanted) and wanted in self._page(document_id, page)

    def bears_out(self, source: Source) -> bool:
        """Whether the source says what it is cited for: on its page, or as the rule that it names."""
        if source.rule is not None:
            return source.snippet == load_rules().by_code(source.rule).says
        return source.document_id is not None and self.has(source.document_id, source.page or 0, source.snippet)

    def texts(self, document_id: UUID, page: int | None = None) -> list[str]:
        """The texts of one page of a document, or of all that are known."""
        pages = [key for key in self._texts if key[0] == document_id and page in {None, key[1]}]
        return [text for key in pages for text in self._texts[key]]

    def _page(self, document_id: UUID, page: int) -> str:
        key = (document_id, page)
        if key not in self._squeezed:
            self._squeezed[key] = "\n".join(_squeeze(text) for text in self._texts.get(key, ()))
        return self._squeezed[key]


def checked(answer: Answer, pages: Iterable[PageText]) -> Answer:
    """The answer with only those claims whose citations hold, its sources renumbered in the order of their marks.

    A claim is a sentence with marks, together with the unmarked sentences after it on its line, which comment on it.
    A mark that names no source is taken out, and its sentence falls if no other mark holds it. A sentence falls whole
    when any source it cites does not stand on its page. With no claim left, the answer found nothing.
    """
    index = PageIndex(pages)
    sources = {source.index: source for source in reversed(answer.sources)}
    sound = {n for n, source in sources.items() if index.bears_out(source)}
    text = _sound_claims(answer.text, frozenset(sources), frozenset(sound))
    order = {n: place for place, n in enumerate(dict.fromkeys(marks_of(text)), start=1)}
    if not order:
        return Answer(text=answer.text if _admits_nothing(answer) else NOTHING_FOUND, sources=[])
    text = MARK.sub(lambda match: "".join(f"[{order[n]}]" for n in _numbers(match)), text)
    return Answer(text=text, sources=[replace(sources[n], index=place) for n, place in order.items()])


def _admits_nothing(answer: Answer) -> bool:
    return answer.text.startswith(NOTHING_FOUND) and not answer.sources and not MARK.search(answer.text)


def sentences(text: str) -> list[str]:
    """The sentences of an answer with the white space after them: joined they are the text. Quotations stay whole."""
    found, start = [], 0
    for end in _SENTENCE_END.finditer(text):
        sentence = text[start : end.end()]
        is_whole = sentence.count("“") <= sentence.count("”") and not ends_in_abbreviation(sentence)
        if "\n" in end[0] or is_whole:
            found.append(sentence)
            start = end.end()
    return [*found, text[start:]]


def _sound_claims(text: str, known: frozenset[int], sound: frozenset[int]) -> str:
    kept, after_dropped = [], False
    for sentence in sentences(text):
        cited = [n for n in marks_of(sentence) if n in known]
        if MARK.search(sentence):
            after_dropped = not cited or not sound.issuperset(cited)
        if not after_dropped:
            kept.append(MARK.sub(lambda match: _only_known(match, known), sentence))
        after_dropped = after_dropped and "\n" not in sentence
    return "".join(kept).rstrip() if kept else ""


def _only_known(match: re.Match[str], known: frozenset[int]) -> str:
    return "".join(f"[{n}]" for n in _numbers(match) if n in known)


def marks_of(text: str) -> list[int]:
    """The numbers that a text cites, in their order."""
    return [n for match in MARK.finditer(text) for n in _numbers(match)]


def _numbers(match: re.Match[str]) -> list[int]:
    """Numbers too long for any list of sources are none we know (and Python refuses to read them)."""
    return [int(n) if len(n) < 10 else -1 for n in re.split(r"\s*,\s*", match[1])]


def _squeeze(text: str) -> str:
    squeezed = "".join(text.split())
    for hyphen in _HYPHENS:
        squeezed = squeezed.replace(hyphen, "")
    return squeezed
