"""The encoder as an ONNX graph: BERT with 6 layers, mean pooling and L2 norm (Reimers and Gurevych, 2019).

The weights come from an installed package as safetensors; only the graph around them is made here, node by node, since
every exporter for it needs torch.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

LAYERS = 6
HEADS = 12
WIDTH = 384
EPSILON = 1e-12
OPSET = 20
Weights = Mapping[str, NDArray[np.float32]]


class GraphBuilder:
    """Collects nodes; every operation returns the name of its output."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, onnx.TensorProto] = {}

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        output = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def constant(self, name: str, value: Any, kind: type) -> str:
        self.initializers[name] = numpy_helper.from_array(np.array(value, dtype=kind), name)
        return name

    def weight(self, name: str, *, transposed: bool = False) -> str:
        array = self.weights[name].T if transposed else self.weights[name]
        self.initializers[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def dense(self, name: str, inputs: str) -> str:
        product = self.op("MatMul", inputs, self.weight(f"{name}.weight", transposed=True))
        return self.op("Add", product, self.weight(f"{name}.bias"))

    def norm(self, name: str, inputs: str) -> str:
        scale, shift = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.op("LayerNormalization", inputs, scale, shift, axis=-1, epsilon=EPSILON)


def build(weights: Weights) -> onnx.ModelProto:
    """Inputs `input_ids` and `attention_mask`, int64 (batch, tokens); output `embedding`, float32 (batch, 384)."""
    graph = GraphBuilder(weights)
    shape = ["batch", "tokens"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")]
    mask = graph.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    hidden = _embed_tokens(graph)
    bias = _attention_bias(graph, mask)
    for layer in range(LAYERS):
        hidden = _encode(graph, f"encoder.layer.{layer}", hidden, bias)
    _pool(graph, hidden, mask)
    output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH])
    made = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, [output], list(graph.initializers.values()))
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)


def _embed_tokens(graph: GraphBuilder) -> str:
    words = graph.op("Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids")
    length = graph.op("Shape", "input_ids", start=1, end=2)
    zero = graph.constant("zero", [0], np.int64)
    positions = graph.op("Slice", graph.weight("embeddings.position_embeddings.weight"), zero, length, zero)
    first_type = graph.constant("token_type", graph.weights["embeddings.token_type_embeddings.weight"][0], np.float32)
    total = graph.op("Add", graph.op("Add", words, positions), first_type)
    return graph.norm("embeddings.LayerNorm", total)


def _attention_bias(graph: GraphBuilder, mask: str) -> str:
    """Padding gets a weight of almost nothing: shape (batch, 1, 1, tokens)."""
    absent = graph.op("Sub", graph.constant("one", 1.0, np.float32), mask)
    bias = graph.op("Mul", absent, graph.constant("never", -1e9, np.float32))
    return graph.op("Unsqueeze", bias, graph.constant("head_and_query", [1, 2], np.int64))


def _encode(graph: GraphBuilder, name: str, hidden: str, bias: str) -> str:
    attended = graph.dense(f"{name}.attention.output.dense", _attend(graph, f"{name}.attention.self", hidden, bias))
    hidden = graph.norm(f"{name}.attention.output.LayerNorm", graph.op("Add", attended, hidden))
    widened = graph.op("Gelu", graph.dense(f"{name}.intermediate.dense", hidden))
    narrowed = graph.dense(f"{name}.output.dense", widened)
    return graph.norm(f"{name}.output.LayerNorm", graph.op("Add", narrowed, hidden))


def _attend(graph: GraphBuilder, name: str, hidden: str, bias: str) -> str:
    split = graph.constant("split_heads", [0, 0, HEADS, WIDTH // HEADS], np.int64)
    query, key, value = (
        graph.op("Reshape", graph.dense(f"{name}.{part}", hidden), split) for part in ("query", "key", "value")
    )
    scores = graph.op(
        "MatMul", graph.op("Transpose", query, perm=[0, 2, 1, 3]), graph.op("Transpose", key, perm=[0, 2, 3, 1])
    )
    scaled = graph.op("Mul", scores, graph.constant("scale", (WIDTH / HEADS) ** -0.5, np.float32))
    weights = graph.op("Softmax", graph.op("Add", scaled, bias), axis=-1)
    mixed = graph.op("MatMul", weights, graph.op("Transpose", value, perm=[0, 2, 1, 3]))
    joined = graph.op("Transpose", mixed, perm=[0, 2, 1, 3])
    return graph.op("Reshape", joined, graph.constant("join_heads", [0, 0, WIDTH], np.int64))


def _pool(graph: GraphBuilder, hidden: str, mask: str) -> None:
    """Mean over the tokens that are there, then length one."""
    tokens = graph.constant("token_axis", [1], np.int64)
    present = graph.op("Unsqueeze", mask, graph.constant("last_axis", [2], np.int64))
    total = graph.op("ReduceSum", graph.op("Mul", hidden, present), tokens, keepdims=0)
    mean = graph.op("Div", total, graph.op("ReduceSum", present, tokens, keepdims=0))
    length = graph.op("ReduceL2", mean, tokens, keepdims=1)
    graph.nodes.append(helper.make_node("Div", [mean, length], ["embedding"]))
