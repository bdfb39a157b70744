"""Cutting the text of a page into sentences, each as it stands there but for line breaks."""

import re
from collections.abc import Iterator

LABELLED = re.compile(r"^\s*[\w(#][^.:]{0,48}(?::|#)\s*\S")
"""A form line: a label and its value."""

_LONGEST = 320
_FULL_LINE = 0.6
_PROSE_WIDTH = 45
_END = re.compile(r"(?<=[.!?])[”\"')]*\s+(?=[A-Z0-9“\"(])")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|No|St|Jr|Sr|vs|e\.g|i\.e|U\.S|[A-Z])\.\s*$")


def ends_in_abbreviation(text: str) -> bool:
    """Whether the full stop at the end belongs to `Ms.` or an initial, and ends no sentence."""
    return _ABBREVIATION.search(text) is not None


def split_sentences(text: str) -> Iterator[str]:
    """The sentences of a page's text, and its form lines (`Label: value`), each as it stands but for line breaks."""
    for block in _blocks(text):
        start = 0
        for end in _END.finditer(block):
            if not ends_in_abbreviation(block[start : end.start()]):
                yield from _of_bearable_length(block[start : end.start()])
                start = end.end()
        yield from _of_bearable_length(block[start:])


def _blocks(text: str) -> Iterator[str]:
    """Runs of lines that read on into each other: after a short line (forms, headings) something new begins."""
    lines = [line.strip() for line in text.splitlines()]
    full = max(_PROSE_WIDTH, *(_FULL_LINE * len(line) for line in lines)) if lines else 0
    block: list[str] = []
    for line in lines:
        if block and (len(block[-1]) < full or not line or LABELLED.match(line) or _is_machine_readable(line)):
            yield " ".join(block)
            block = []
        if line:
            block.append(line)
    if block:
        yield " ".join(block)


def _is_machine_readable(line: str) -> bool:
    return "<<" in line and " " not in line


def _of_bearable_length(sentence: str) -> Iterator[str]:
    """A text without sentence ends (a table, a bad scan) is cut between words."""
    while len(sentence) > _LONGEST:
        cut = sentence.rfind(" ", 1, _LONGEST)
        cut = cut if cut > 0 else _LONGEST
        yield sentence[:cut].strip()
        sentence = sentence[cut:].strip()
    if sentence.strip():
        yield sentence.strip()


def words_of(text: str) -> list[str]:
    """The words of a text in their order, in lower case."""
    return re.findall(r"\w+", text.casefold())
