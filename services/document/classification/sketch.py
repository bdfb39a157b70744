"""Which words a document is made of, kept so that two can be compared and neither can be read.

A bottom-k sketch: the smallest hashes of its words. Of two sketches, the share of the smallest hashes of both together
that each has estimates the share of words in common (Broder, "On the resemblance and containment of documents", 1997).
"""

import re
import zlib
from collections.abc import Sequence

from services.document.reading.page import Page
from services.document.segments import fold

SIZE = 128
PAGES_READ = 2
_WORD = re.compile(r"[^\W\d_]{3,}")


def sketch_of(pages: Sequence[Page]) -> list[int]:
    """The sketch of the first pages. Numbers are left out: they are what differs between two papers of one kind."""
    words = {fold(word) for page in pages[:PAGES_READ] for word in _WORD.findall(page.text)}
    return sorted(zlib.crc32(word.encode()) >> 1 for word in words)[:SIZE]


def resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of words that two documents have in common, 0 to 1."""
    smallest = sorted({*one, *other})[:SIZE]
    both = set(one) & set(other)
    return sum(value in both for value in smallest) / len(smallest) if smallest else 0.0
