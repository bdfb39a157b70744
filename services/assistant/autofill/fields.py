"""Fields of a form, wherever they come from: a list, a known form or a PDF."""

from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """How a field takes its value."""

    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    CHECKBOX = "checkbox"
    OTHER = "other"
    """A button, a signature: nothing that is filled in."""


@dataclass(frozen=True, slots=True)
class FormField:
    """`label` is what people read beside the field, in a PDF its tool-tip; `options` are what a choice offers.

    Of a checkbox each option is what one of its boxes stands for (its export value), and `option_labels` what is
    printed beside that box.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    options: tuple[str, ...] = ()
    option_labels: tuple[str, ...] = ()
    max_length: int | None = None
    is_read_only: bool = False
    value: str = ""
    """What stands in it already."""
