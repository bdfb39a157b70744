"""Zone and print of one document held against each other."""

from dataclasses import replace

from services.document.catalogue.catalogue import Field, FieldType
from services.document.extraction.fields import FieldEvidence, FieldValue
from services.document.extraction.values import is_latin
from services.document.segments import fold

DISAGREEMENT = 0.6
VERIFIED_DISAGREEMENT = 0.75
# A name is cut and transliterated in the zone (ICAO 9303-3, 4.6 and section 6), so a difference says less.
NAME_DISAGREEMENT = 0.9

_TRANSLITERATIONS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ß": "ss", "ñ": "n", "þ": "th", "ð": "d"}
)


def reconcile(field: Field, zone: FieldValue | None, printed: FieldValue | None) -> FieldValue | None:
    """One value of two readings.

    Agreement makes the zone's value surer than either reading. On disagreement it stays, less sure; only a value
    whose own check digit refutes it yields to the print.
    """
    if zone is None or printed is None:
        return zone or printed
    if field.type is FieldType.NAME and not is_latin(printed.value):
        return zone
    if agrees(field, zone.value, printed.value):
        doubt = (1 - zone.confidence) * (1 - printed.confidence)
        return replace(zone, confidence=round(1 - doubt, 4))
    kept, other = (printed, zone) if zone.evidence is FieldEvidence.REFUTED else (zone, printed)
    if field.type is FieldType.NAME:
        kept, other, factor = zone, printed, NAME_DISAGREEMENT
    else:
        factor = VERIFIED_DISAGREEMENT if kept.verified else DISAGREEMENT
    return replace(kept, confidence=round(kept.confidence * factor, 4), differs_from=other.value)


def agrees(field: Field, zone: str, printed: str) -> bool:
    """Whether the zone's value is what the print becomes in a zone."""
    if field.type is not FieldType.NAME:
        return fold(zone) == fold(printed)
    spellings = {fold(printed), fold(printed.casefold().translate(_TRANSLITERATIONS))}
    return any(spelling.startswith(fold(zone)) for spelling in spellings)
