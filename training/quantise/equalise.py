"""Evens out the channels of values that share a scale (Nagel et al., ICCV 2019, section 4.1).

In the depthwise variants a layer's last convolution has no activation behind it, so its channels may be scaled at will if whoever
takes them scales back. All layers of a block are concatenated and so share one scale, which fits none of them before this.
"""

import numpy as np

from training.quantise.graph import Graph, Kind, Operation, Value

# What every scaled channel reaches: as far as a value behind a ReLU6 that may share the scale.
_REACH = 6.0


def equalise(graph: Graph, largest: dict[Value, np.ndarray]) -> int:
    """Scales the channels of every linear convolution whose takers are all plain convolutions; returns how many convolutions.

    largest: each value's largest magnitudes [channels]. The scaled convolutions' channels all reach the same afterwards.
    """
    count = 0
    for operation in graph.operations:
        if not operation.is_convolution or operation.relu6:
            continue
        takers = _takers(graph, operation.output, 0)
        if not takers or any(taker.kind != Kind.CONVOLUTION for taker, _ in takers):
            continue
        # A channel that is always 0 stays as it is.
        factors = _REACH / np.where(largest[operation.output] > 1e-6, largest[operation.output], _REACH)
        operation.weights = operation.weights * _per_output(operation, factors)
        operation.bias = operation.bias * factors
        for taker, first in takers:
            taker.weights = taker.weights.copy()
            taker.weights[..., first:first + len(factors)] /= factors
        count += 1
    return count


def _per_output(operation: Operation, factors: np.ndarray) -> np.ndarray:
    return factors if operation.kind == Kind.DEPTHWISE else factors[:, None, None, None]


def _takers(graph: Graph, value: Value, offset: int) -> list[tuple[Operation, int]]:
    """Who computes with a value, through concatenations, and at which of its input channels the value begins."""
    found = []
    for operation in graph.consumers(value):
        if operation.kind != Kind.CONCATENATION:
            found.append((operation, offset))
            continue
        before = 0
        for part in operation.inputs:
            if part is value:
                found += _takers(graph, operation.output, offset + before)
            before += part.shape[-1]
    return found
