"""What comes out of classifying: a type, how sure it is, and the words that decided."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from services.document.classification.signals import ClassificationMethod, Signal
from services.document.reading.page import Box

THRESHOLD = 2.0
"""The score from which on a type is named as what the document is."""

LETTER = "CORRESPONDENCE"
# A file's name and what a text seems to be about count only beside something that stands in the file.
HINTS = {ClassificationMethod.FILENAME, ClassificationMethod.EMBEDDING}
# Nobody acts on these without looking: what only a hint made likely, and a letter of no kind that has a type.
UNSURE = 0.75
EVIDENCE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that decided, and where they stand; `box` is in page fractions."""

    text: str
    page: int
    box: Box | None


@dataclass(frozen=True, slots=True)
class Classification:
    """The type of a document, how sure that is (0 to 1), why, and what it else might be."""

    code: str
    confidence: float
    evidence: Evidence | None
    runner_up: tuple[str, float] | None
    method: ClassificationMethod


def evidence_of(signal: Signal) -> Evidence:
    return Evidence(signal.text[:EVIDENCE_LENGTH], signal.page, signal.box)


def decisive(signals: Sequence[Signal]) -> Signal:
    return max((signal for signal in signals if signal.method not in HINTS), key=lambda signal: signal.weight)


def sureness(score: float) -> float:
    """0 for nothing, 0.67 at the threshold, 0.99 for a machine readable zone."""
    return round(1 - math.exp(-0.55 * score), 3)
