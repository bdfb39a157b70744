"""The classification of a document, as it is kept and as it goes over the wire."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field

from services.document.classification.verdict import Classification
from shared.evidence import Box
from shared.schemas import Schema


class ClassificationEvidence(Schema):
    """The words that decided, and where they stand."""

    text: str
    page: int
    box: Box | None = Field(description="`[x0, y0, x1, y1]` in fractions of the page.")


class RunnerUp(Schema):
    """The type that it would be otherwise."""

    code: str
    confidence: float = Field(ge=0, le=1)


class ClassificationRead(Schema):
    """Why a document has its type."""

    code: str
    confidence: float = Field(ge=0, le=1)
    method: str = Field(
        description="What decided: `mrz`, `omb_number`, `form_number`, `title`, `phrase`, `label`, `filename`, "
        "`embedding`, `correction` (a person's word about a like document of this vault), `user`, or `none`."
    )
    evidence: ClassificationEvidence | None
    runner_up: RunnerUp | None

    @classmethod
    def of(cls, found: Classification) -> Self:
        return cls(
            code=found.code,
            confidence=found.confidence,
            method=found.method,
            evidence=ClassificationEvidence.model_validate(found.evidence) if found.evidence else None,
            runner_up=RunnerUp(code=found.runner_up[0], confidence=found.runner_up[1]) if found.runner_up else None,
        )

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any] | None, chosen: str | None) -> Self | None:
        """What processing found, or a person's word `chosen`: what was read is then the runner-up."""
        if chosen is None:
            return cls.model_validate(kept) if kept else None
        read = RunnerUp.model_validate(kept) if kept and kept["code"] != chosen else None
        return cls(code=chosen, confidence=1, method="user", evidence=None, runner_up=read)
