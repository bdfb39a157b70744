"""What is said of a document for whose type too little speaks: a likely one, never sure, or that it is no type's."""

from collections.abc import Mapping, Sequence

from services.document.catalogue.catalogue import UNCLASSIFIED
from services.document.classification.signals import ClassificationMethod, Signal
from services.document.classification.verdict import (
    LETTER,
    THRESHOLD,
    UNSURE,
    Classification,
    decisive,
    evidence_of,
    sureness,
)

# Scores below the threshold that still tell: with two thirds of their wording taken away, documents of the quality set
# and the samples were of the type named by these in more than nine cases of ten.
LEAST_AGREED = 0.8
LEAST_AHEAD = 1.2
LEAD = 2.0
# A greeting and a farewell, say: it is a letter of some kind.
ENOUGH_FOR_LETTER = 1.6
# Cosines of a text that is about one type only and about no other.
TELLING_LIKENESS = 0.48
TELLING_LEAD = 0.05


def guess(found: Mapping[str, list[Signal]], scores: Mapping[str, float], ranked: Sequence[str]) -> Classification:
    """A likely type, or `OTHER`; `ranked` are the types with a score, the best first."""
    return _likely(found, scores, ranked) or _by_meaning(found) or _unclassified(scores, ranked)


def _likely(
    found: Mapping[str, list[Signal]], scores: Mapping[str, float], ranked: Sequence[str]
) -> Classification | None:
    """The type that little wording speaks for, where the meaning agrees or no other comes near; never sure."""
    nearest = max(_hints(found), key=lambda signal: signal.likeness, default=None)
    if not ranked:
        return None
    code, *rivals = ranked
    second = scores[rivals[0]] if rivals else 0.0
    is_letter = code == LETTER and scores[code] >= ENOUGH_FOR_LETTER
    is_agreed = nearest is not None and code == nearest.code and scores[code] >= LEAST_AGREED
    is_ahead = nearest is not None and code != LETTER and scores[code] >= max(LEAST_AHEAD, LEAD * second)
    if not (is_letter or is_agreed or is_ahead):
        return None
    telling = decisive(found[code])
    return Classification(
        code,
        sureness(scores[code]),
        evidence_of(telling),
        (rivals[0], sureness(second)) if rivals else None,
        telling.method,
    )


def _hints(found: Mapping[str, list[Signal]]) -> list[Signal]:
    """What the meaning speaks for; nothing where the text is about documents, and not one."""
    return [
        signal for signals in found.values() for signal in signals if signal.method is ClassificationMethod.EMBEDDING
    ]


def _by_meaning(found: Mapping[str, list[Signal]]) -> Classification | None:
    """The type that a text without known wording is clearly about, never sure."""
    hints = sorted(_hints(found), key=lambda signal: -signal.likeness)
    if not hints or hints[0].likeness < TELLING_LIKENESS:
        return None
    if len(hints) > 1 and hints[0].likeness - hints[1].likeness < TELLING_LEAD:
        return None
    best = hints[0]
    return Classification(
        best.code,
        round(best.likeness * UNSURE, 3),
        evidence_of(best),
        (hints[1].code, round(hints[1].likeness * UNSURE, 3)) if len(hints) > 1 else None,
        ClassificationMethod.EMBEDDING,
    )


def _unclassified(scores: Mapping[str, float], ranked: Sequence[str]) -> Classification:
    best = scores[ranked[0]] if ranked else 0.0
    return Classification(
        UNCLASSIFIED,
        round(0.5 * (1 - best / THRESHOLD), 3),
        None,
        (ranked[0], sureness(best)) if ranked else None,
        ClassificationMethod.NONE,
    )
