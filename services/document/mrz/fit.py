"""Making a strip as long as a line of the zone, where OCR miscounted or misread fillers."""

import re
from collections.abc import Iterator
from dataclasses import replace

from services.document.mrz.check_digits import FILLER
from services.document.mrz.formats import Element, characters_at
from services.document.mrz.strips import Glyph, Strip, text_of

MOST_MISCOUNTED = 6
"""Fillers that OCR may have dropped or added inside a line; a run at its end may be missing altogether."""

MOST_STRAY = 2
"""Characters beside a line (a frame, a stain) that may have been read as part of it."""

_FILLER_RUNS = re.compile(r"(?<=<)[KC]{3,}|[KC]{3,}(?=<|$)|([KC])\1{4,}")
_LONE_FILLERS = re.compile(r"(?<=<<)[KC]{1,2}(?=<<)")
_NAMES = re.compile(r"[^<]+(?:<[^<]+)*(?:<<[^<]+(?:<[^<]+)*)?(?=<<|<?$)")
_LIKE_FILLERS = frozenset("<CEGKLSX")
_CODE_AND_STATE = 5


def fit(strip: Strip, line: str) -> Iterator[Strip]:
    """The strip as it may fill `line`, a line of a format's drawing; nothing where it can't be that line."""
    if not 1 <= len(strip) <= 2 * len(line):
        return
    read = text_of(strip)
    text = _with_fillers(read, line)
    if Element.NAMES in line and 2 * FILLER not in text and not _is_full(text, line):
        return
    if text != read:
        strip = tuple(replace(glyph, character=character) for glyph, character in zip(strip, text, strict=True))
    for fitted in _of_length(strip, line):
        if _is_like(text_of(fitted), line):
            yield fitted


def _is_full(text: str, line: str) -> bool:
    """Whether the names leave no room for a filler behind them: a long primary identifier (ICAO 9303-4, 4.2.3)."""
    return len(text) == len(line) and text[-1] != FILLER and FILLER in text


def _with_fillers(text: str, line: str) -> str:
    """`text` with its fillers restored where they were read as runs of `K` or `C`.

    Behind the names all is filler: what stands there after a double filler is noise (ICAO 9303-3, 4.6).
    """
    text = _FILLER_RUNS.sub(lambda run: FILLER * len(run[0]), text)
    if Element.NAMES not in line:
        return _LONE_FILLERS.sub(lambda run: FILLER * len(run[0]), text)
    start = _CODE_AND_STATE if Element.DOCUMENT_CODE in line else 0
    names = _NAMES.match(text, start)
    if names is None or not _LIKE_FILLERS.issuperset(text[names.end() :]):
        return text
    return text[: names.end()].ljust(len(text), FILLER)


def _of_length(strip: Strip, line: str) -> Iterator[Strip]:
    missing = len(line) - len(strip)
    mandatory = len(line.rstrip(Element.NAMES + Element.OPTIONAL_DATA)) or 1
    open_end = line[-1] in Element.NAMES + Element.OPTIONAL_DATA
    if missing == 0:
        yield strip
    elif open_end and missing > 0 and len(strip) >= mandatory:
        yield strip + (_blank(strip[-1]),) * missing
    elif open_end and missing < 0 and not text_of(strip[len(line) :]).strip(FILLER):
        yield strip[: len(line)]
    elif abs(missing) <= MOST_MISCOUNTED:
        yield from _with_run_of(strip, missing)
    for start in range(-missing + 1 if 0 < -missing <= MOST_STRAY else 0):
        yield strip[start : start + len(line)]


def _with_run_of(strip: Strip, missing: int) -> Iterator[Strip]:
    """The strip with its longest run of fillers made longer, or shorter where `missing` is below zero."""
    longest = max(re.finditer(f"{FILLER}+", text_of(strip)), key=lambda run: len(run[0]), default=None)
    if longest is None or len(longest[0]) < 2 or len(longest[0]) + missing < 1:
        return
    end = longest.end()
    if missing > 0:
        yield strip[:end] + (_blank(strip[end - 1]),) * missing + strip[end:]
    else:
        yield strip[: end + missing] + strip[end:]


def _is_like(text: str, line: str) -> bool:
    """Whether at most a third of the characters can't stand where they do."""
    strangers = sum(character not in characters_at(mark) for character, mark in zip(text, line, strict=True))
    return strangers <= len(line) // 3


def _blank(before: Glyph) -> Glyph:
    """A filler that wasn't read, without width, behind a character that was."""
    _, y0, x1, y1 = before.box
    return Glyph(FILLER, (x1, y0, x1, y1), before.score, is_read=False)
