"""A value read from a document, with where it was read and how sure that is."""

from dataclasses import dataclass
from enum import StrEnum

from services.document.reading.page import Box


class FieldMethod(StrEnum):
    """Where a value comes from."""

    MRZ = "mrz"
    TEXT = "text"
    OCR = "ocr"
    LLM = "llm"
    USER = "user"


class FieldEvidence(StrEnum):
    """What the check digits say about a value (ICAO 9303-3, 4.9)."""

    VERIFIED = "verified"
    REPAIRED = "repaired"
    REFUTED = "refuted"
    NOT_COVERED = "not_covered"


@dataclass(frozen=True, slots=True)
class FieldValue:
    """`value` is normalised: dates are ISO 8601 `YYYY-MM-DD`, countries ICAO codes, everything else plain text.

    `printed` is what stands on the page, where the value was read from print. `differs_from` is what the machine
    readable zone or the print says instead, where the two don't agree.
    """

    value: str
    confidence: float
    page: int
    box: Box | None
    method: FieldMethod
    evidence: FieldEvidence = FieldEvidence.NOT_COVERED
    printed: str | None = None
    differs_from: str | None = None

    @property
    def verified(self) -> bool:
        """True only where check digits agree, after a repair too."""
        return self.evidence in {FieldEvidence.VERIFIED, FieldEvidence.REPAIRED}
