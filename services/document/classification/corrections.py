"""What people said about documents of the same vault decides about the next ones that look like them.

Nothing is copied for it: the memory is the corrected documents themselves, with the vault that they are in now and the
type that they have now. It goes with them, and no other vault can draw on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from services.document.catalogue.catalogue import Catalogue
from services.document.classification.signals import ClassificationMethod
from services.document.classification.sketch import resemblance
from services.document.classification.verdict import Classification, Evidence

# Two papers from one template, filled in for different people, are nearer than these; measured on the samples.
NEAR_MEANING = 0.8
NEAR_WORDING = 0.5
SURE = 0.8


@dataclass(frozen=True, slots=True)
class Correction:
    """A document whose type a person chose: `code` is their word, `read_as` what the reader had made of it.

    `cosine` is how near its meaning is to the document in question.
    """

    document_id: UUID
    code: str
    read_as: str | None
    cosine: float
    sketch: list[int]


def corrected(
    found: Classification, sketch: list[int], corrections: Iterable[Correction], catalogue: Catalogue
) -> Classification:
    """`found`, or the type of the nearest corrected document where one is near enough.

    What the wording tells for sure yields only to a correction of the very same reading: a receipt may resemble an
    approval, and neither is the other.
    """
    near = [
        (correction, likeness)
        for correction in corrections
        if correction.cosine >= NEAR_MEANING and (likeness := resemblance(sketch, correction.sketch)) >= NEAR_WORDING
    ]
    applicable = [item for item in near if found.confidence < SURE or item[0].read_as == found.code]
    if not applicable:
        return found
    correction, likeness = max(applicable, key=lambda item: (item[1] + item[0].cosine, item[0].document_id))
    name = catalogue.by_code(correction.code).name
    told = f"Resembles a document of this vault that a person classified as {name}"
    return Classification(
        correction.code,
        round(min(correction.cosine, 0.5 + 0.5 * likeness), 3),
        Evidence(told, 1, None),
        (found.code, found.confidence) if found.code != correction.code else found.runner_up,
        ClassificationMethod.CORRECTION,
    )
