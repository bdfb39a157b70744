"""What a document means, beside the words that it has in common with others: sentence embeddings of its beginning.

The types are compared by texts of their own catalogue entry, so nothing has to be trained: what the entry says of the
type, and examples of how such documents read, where it has some.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.document.catalogue.catalogue import UNCLASSIFIED, Catalogue, DocumentType
from services.document.classification.signals import Likeness
from services.document.embedding.model import WIDTH, Embedder
from services.document.reading.page import Page

# The model reads some 250 words.
CHARACTERS_READ = 2000
LEAST_WORDS = 5
TITLES_READ = 6
PHRASES_READ = 8

Vector = NDArray[np.float32]


def beginning(pages: Sequence[Page]) -> str:
    """The text that stands for a document; empty where it has next to none."""
    text = ""
    for page in pages:
        text = f"{text}\n{page.text}".strip()
        if len(text) >= CHARACTERS_READ:
            break
    return text[:CHARACTERS_READ] if len(text.split()) >= LEAST_WORDS else ""


class Meanings:
    """Compares documents with the types of the catalogue; `folder` keeps the vectors of the types."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self._folder = folder
        self._texts = [(kind.code, text) for kind in catalogue.types for text in (*_descriptions(kind), *kind.examples)]
        self._are_examples = [text in catalogue.by_code(code).examples for code, text in self._texts]

    def vector_of(self, pages: Sequence[Page]) -> Vector | None:
        """What the document's beginning means, of length 1, or None where there is too little text."""
        text = beginning(pages)
        return self._embedder.embed([text])[0] if text else None

    def likeness(self, vector: Vector | None) -> Likeness:
        """To each type, and to what is no type's: by the text of it that is nearest to the document."""
        if vector is None:
            return Likeness()
        cosines = (self._prototypes @ vector).tolist()
        nearest: dict[str, float] = {}
        for (code, _), cosine in zip(self._texts, cosines, strict=True):
            nearest[code] = max(cosine, nearest.get(code, -1.0))
        return Likeness(nearest, is_to_example=self._are_examples[int(np.argmax(cosines))])

    @cached_property
    def _prototypes(self) -> NDArray[np.float32]:
        """One row for each text. A digest of the texts tells whether the file is of this catalogue."""
        texts = [text for _, text in self._texts]
        digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
        path = self._folder / f"document-types-{digest}.npy"
        if path.exists():
            kept: NDArray[np.float32] = np.load(path)
            if kept.shape == (len(texts), WIDTH):
                return kept
        made = self._embedder.embed(texts)
        _keep(path, made)
        return made


def _descriptions(kind: DocumentType) -> list[str]:
    """What the catalogue says of a type; of "other" it says nothing that could be compared."""
    if kind.code == UNCLASSIFIED:
        return []
    wording = "; ".join((*kind.titles[:TITLES_READ], *kind.phrases[:PHRASES_READ]))
    return [f"{kind.name}. {kind.description} {wording}"]


def _keep(path: Path, vectors: NDArray[np.float32]) -> None:
    """Written aside and moved, so that another process never reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npy", delete=False) as aside:
        np.save(aside, vectors)
    Path(aside.name).replace(path)
