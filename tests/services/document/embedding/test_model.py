"""The embedding model against an independent forward pass, and what it is for."""

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from services.document.embedding.model import MOST_TOKENS, Embedder, cached_graph, package_folder

Array = NDArray[Any]
SENTENCES = [
    "My passport expires on 15 April 2012.",
    "The date of expiry of the travel document.",
    "The rent is due on the first day of each month.",
    "x",
]


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return Embedder(tmp_path_factory.mktemp("models"), threads=2)


def reference(text_ids: list[int]) -> Array:
    """BERT as its paper has it (Devlin et al., 2019), one text at a time, in double precision."""
    w = {name: array.astype(np.float64) for name, array in load_file(package_folder() / "model.safetensors").items()}

    def dense(name: str, x: Array) -> Array:
        product: Array = x @ w[f"{name}.weight"].T + w[f"{name}.bias"]
        return product

    def norm(name: str, x: Array) -> Array:
        centred = x - x.mean(-1, keepdims=True)
        scaled: Array = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return scaled * w[f"{name}.weight"] + w[f"{name}.bias"]

    e = "embeddings"
    x = w[f"{e}.word_embeddings.weight"][text_ids] + w[f"{e}.token_type_embeddings.weight"][0]
    x = norm(f"{e}.LayerNorm", x + w[f"{e}.position_embeddings.weight"][: len(text_ids)])
    for layer in range(6):
        name = f"encoder.layer.{layer}"
        heads = []
        q, k, v = (dense(f"{name}.attention.self.{part}", x) for part in ("query", "key", "value"))
        for head in range(12):
            at = slice(32 * head, 32 * head + 32)
            scores = np.exp(q[:, at] @ k[:, at].T / math.sqrt(32))
            heads.append(scores / scores.sum(-1, keepdims=True) @ v[:, at])
        x = norm(f"{name}.attention.output.LayerNorm", x + dense(f"{name}.attention.output.dense", np.hstack(heads)))
        wide = dense(f"{name}.intermediate.dense", x)
        wide = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        x = norm(f"{name}.output.LayerNorm", x + dense(f"{name}.output.dense", wide))
    mean: Array = x.mean(0) / np.linalg.norm(x.mean(0))
    return mean


def test_equals_an_independent_forward_pass(embedder: Embedder) -> None:
    tokenizer = Tokenizer.from_file(str(package_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    vectors = embedder.embed(SENTENCES)
    for text, vector in zip(SENTENCES, vectors, strict=True):
        expected = reference(tokenizer.encode(text).ids)
        assert np.abs(vector - expected).max() < 1e-5


def test_vectors_have_length_one(embedder: Embedder) -> None:
    vectors = embedder.embed([*SENTENCES, "word " * 1000, ""])
    assert vectors.shape == (6, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_like_meaning_is_nearer_than_unlike(embedder: Embedder) -> None:
    passport, expiry, rent, _ = embedder.embed(SENTENCES)
    assert passport @ expiry > passport @ rent + 0.2


def test_company_changes_nothing(embedder: Embedder) -> None:
    alone = embedder.embed(SENTENCES[:1])[0]
    among = embedder.embed([*SENTENCES[1:], "long " * 200, SENTENCES[0]])[-1]
    assert np.abs(alone - among).max() < 1e-5


def test_what_exceeds_the_limit_is_not_looked_at(embedder: Embedder) -> None:
    one, other = embedder.embed(["word " * MOST_TOKENS + "end", "word " * MOST_TOKENS + "finish"])
    assert np.array_equal(one, other)


def test_counts_tokens_without_the_ends(embedder: Embedder) -> None:
    assert embedder.count_tokens("passport") == 1


def test_no_texts_are_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


def test_built_graph_is_used_again(tmp_path: Path) -> None:
    first = cached_graph(tmp_path)
    written = first.stat().st_mtime_ns
    assert cached_graph(tmp_path) == first
    assert first.stat().st_mtime_ns == written


def test_two_who_build_at_once_get_one_graph(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        paths = list(pool.map(cached_graph, [tmp_path, tmp_path]))
    assert paths[0] == paths[1]
    assert list(tmp_path.iterdir()) == [paths[0].parent]
    assert Embedder(tmp_path).embed(["passport"]).shape == (1, 384)
