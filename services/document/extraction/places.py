"""Where the value of a label stands: behind it, in the next column, or below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice

from services.document.catalogue.catalogue import DocumentType, load_catalogue
from services.document.extraction.labels import Label, labels_in, without_notes
from services.document.segments import Segment, fold

# In line heights: a value stands close below its label, or anywhere to its right.
BELOW = 2.2
# A column's gap in characters that weighs as much as one line of distance.
COLUMN = 6.0
# Lines below a label that only say it again, in other languages.
MOST_TRANSLATIONS = 3
# More than any form has; each is compared with all lines of its page.
MOST_LABELS = 300


@dataclass(frozen=True, slots=True)
class Candidate:
    """Text that may hold the value of a label; `distance` grows from 0 for the label's own line."""

    text: str
    segment: Segment
    distance: float


class LabelledPage:
    """A page's segments with the labels that a document type gives its fields."""

    def __init__(self, found: Sequence[Segment], kind: DocumentType) -> None:
        self.segments = found
        self._labels = {id(segment): labels_in(segment, kind) for segment in found}

    def labels(self) -> Iterator[Label]:
        """The labels in reading order, at most MOST_LABELS."""
        return islice(chain.from_iterable(self._labels[id(segment)] for segment in self.segments), MOST_LABELS)

    def candidates(self, label: Label) -> list[Candidate]:
        """Texts that may hold the label's value, the likeliest first."""
        own = [Candidate(label.behind, label.segment, 0.0)] if fold(label.behind) else []
        # Behind a slash stands the label's name in another language, and words are no date: those of another column.
        elsewhere = label.behind.lstrip().startswith("/") or (label.is_dated and not _may_be_dated(label))
        if own and not elsewhere:
            return own
        around = [*self._right_of(label), *self._below(label)]
        return own + sorted(around, key=lambda candidate: candidate.distance)

    def _right_of(self, label: Label) -> Iterator[Candidate]:
        _, top, right, bottom = label.segment.box
        row = [
            segment
            for segment in self.segments
            if segment.box[0] >= right
            and min(bottom, segment.box[3]) - max(top, segment.box[1]) > 0.5 * min(label.segment.height, segment.height)
        ]
        nearest = min(row, key=lambda segment: segment.box[0], default=None)
        if nearest and not self._is_caption(nearest):
            gap = (nearest.box[0] - right) / max(label.segment.character, 1e-6)
            yield Candidate(nearest.text, nearest, 0.1 if label.has_colon else 0.1 + gap / COLUMN)

    def _below(self, label: Label) -> Iterator[Candidate]:
        segment = label.segment
        row: list[Segment] = []
        for _ in range(MOST_TRANSLATIONS):
            row = self._next_below(segment)
            if not row or not self._continues(label, row[0]):
                break
            segment = row[0]
        for following in row:
            if not self._is_caption(following):
                gap = max(0.0, (following.box[1] - segment.box[3]) / max(segment.height, 1e-6))
                yield Candidate(following.text, following, 0.1 + gap)

    def _next_below(self, segment: Segment) -> list[Segment]:
        """The nearest row under a segment, what stands closest to its left edge first."""
        left, _, right, bottom = segment.box
        reach = max(right, left + 20 * segment.character)
        under = [
            other
            for other in self.segments
            if other is not segment
            and -0.5 * segment.height <= other.box[1] - bottom <= BELOW * segment.height
            and other.box[0] < reach
            and other.box[2] > left - 2 * segment.character
        ]
        top = min((other.box[1] for other in under), default=0.0)
        row = [other for other in under if other.box[1] - top < 0.5 * segment.height]
        return sorted(row, key=lambda other: abs(other.box[0] - left))

    def _is_caption(self, segment: Segment) -> bool:
        return bool(self._labels[id(segment)]) or is_caption(segment.text)

    def _continues(self, label: Label, below: Segment) -> bool:
        """Whether the line below only repeats the label, in another language."""
        found = self._labels[id(below)]
        return bool(found) and all(label.names & other.names and not fold(other.behind) for other in found)


def _may_be_dated(label: Label) -> bool:
    return label.has_colon or any(sign.isdigit() for sign in label.behind)


def is_caption(text: str) -> bool:
    """Whether it is nothing but the label of some field."""
    return fold(without_notes(text)) in _captions()


@cache
def _captions() -> frozenset[str]:
    """The labels of all types: none of them is a value."""
    fields = (field for kind in load_catalogue().types for field in kind.fields)
    return frozenset(fold(label) for field in fields for label in (*field.labels, *field.period_labels))
