"""The stages of processing, in order, and the queue whose workers run each."""

from enum import StrEnum

SECONDS_A_TURN = 5.0
"""How long text is read or embedded before other documents get their turn."""

PAGES_A_SAVE = 10


class Stage(StrEnum):
    """What comes next for a document."""

    READ = "read"
    OCR = "ocr"
    UNDERSTAND = "understand"
    INDEX = "index"
    DONE = "done"


QUEUES = {Stage.READ: "embedding", Stage.OCR: "ocr", Stage.UNDERSTAND: "embedding", Stage.INDEX: "embedding"}
"""The queue of each stage; `embedding` has the workers with the text models, `ocr` the one with the OCR models."""


def first_stage(content_type: str) -> Stage:
    """An image has no text layer: it goes to the OCR at once."""
    return Stage.OCR if content_type.startswith("image/") else Stage.READ
