"""Weights and biases in integers."""

from dataclasses import dataclass, replace

import numpy as np

from training.quantise.execute import Scale
from training.quantise.graph import Graph, Kind, Operation, Value

# Biases are 32-bit integers, to which sums of products are still added.
_LARGEST_BIAS = 2.0 ** 28


@dataclass(frozen=True)
class IntegerWeights:
    """weights int8 as the operation's, of which each output channel counts in steps [outputs]; bias int32 [outputs], in steps x the input's step."""

    weights: np.ndarray
    steps: np.ndarray
    bias: np.ndarray


def integer_weights(operation: Operation, source: Scale) -> IntegerWeights:
    """Rounds a convolution's weights: symmetric, a step for each output channel."""
    axes = (0, 1, 2) if operation.kind == Kind.DEPTHWISE else (1, 2, 3)
    steps = np.abs(operation.weights).max(axes) / 127
    # A channel that is all bias has no weights to speak of: its step must not make the bias overflow.
    steps = np.maximum(steps, np.abs(operation.bias) / (source.step * _LARGEST_BIAS))
    steps = np.maximum(steps, 1e-9).astype(np.float32)
    per_output = steps if operation.kind == Kind.DEPTHWISE else steps[:, None, None, None]
    return IntegerWeights(
        np.clip(np.round(operation.weights / per_output), -127, 127).astype(np.int8), steps,
        np.round(operation.bias / (source.step * steps.astype(np.float64))).astype(np.int32))


def rounded_operation(operation: Operation, source: Scale) -> Operation:
    """The operation with the weights and biases that its integers stand for. source: its input's scale."""
    if not operation.is_convolution:
        return operation
    integers = integer_weights(operation, source)
    per_output = integers.steps if operation.kind == Kind.DEPTHWISE else integers.steps[:, None, None, None]
    bias = integers.bias * (source.step * integers.steps.astype(np.float64))
    return replace(operation, weights=integers.weights * per_output, bias=bias.astype(np.float32))


def rounded(graph: Graph, scales: dict[Value, Scale]) -> Graph:
    """The graph with the weights and biases that its integers stand for."""
    return replace(graph, operations=[rounded_operation(operation, scales[operation.inputs[0]]) for operation in graph.operations])
