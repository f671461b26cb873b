"""Runs a graph in PyTorch: in floats, or as the exported model does in integers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.quantise.graph import Graph, Kind, Operation, Value


@dataclass(frozen=True)
class Scale:
    """real = step x (integer - zero), integers from -128 to 127."""

    step: float
    zero: int

    def round(self, x: Tensor) -> Tensor:
        """The nearest real numbers that integers stand for."""
        return ((x / self.step).round().add_(self.zero).clamp_(-128, 127) - self.zero) * self.step


# Told each value as soon as it is known; a feature map as [1, channels, H, W].
Observer = Callable[[Value, Tensor], None]


def run(graph: Graph, picture: Tensor, scales: dict[Value, Scale] | None = None, observe: Observer | None = None) -> dict[Value, Tensor]:
    """Box encodings and scores for a picture [1, 3, H, W].

    With scales every value is rounded as its 8 bits do it. That is the exported model's integer arithmetic but for the last
    place: products and sums of such values are exact here, and it rounds ties its own way.
    """
    known: dict[Value, Tensor] = {}

    def tell(value: Value, x: Tensor) -> None:
        known[value] = scales[value].round(x) if scales else x
        if observe:
            observe(value, known[value])

    last_use = {value: index for index, operation in enumerate(graph.operations) for value in operation.inputs}
    tell(graph.input, picture)
    for index, operation in enumerate(graph.operations):
        tell(operation.output, compute(operation, [known[value] for value in operation.inputs]))
        for value in set(operation.inputs):
            if last_use[value] == index and value not in (graph.boxes, graph.scores):
                del known[value]
    return {graph.boxes: known[graph.boxes], graph.scores: known[graph.scores]}


def compute(operation: Operation, inputs: list[Tensor]) -> Tensor:
    """One operation, in floats."""
    x = inputs[0]
    match operation.kind:
        case Kind.CONVOLUTION | Kind.DEPTHWISE:
            y = _convolve(operation, x)
            return y.clamp_(0, 6) if operation.relu6 else y
        case Kind.MAX_POOL:
            return torch.max_pool2d(x, operation.kernel, operation.stride, ceil_mode=True)
        case Kind.CONCATENATION:
            return torch.cat(inputs, 1)
        case Kind.RESHAPE:
            return x.permute(0, 2, 3, 1).reshape(operation.output.shape)
        case Kind.LOGISTIC:
            return torch.sigmoid(x)


def _convolve(operation: Operation, x: Tensor) -> Tensor:
    depthwise = operation.kind == Kind.DEPTHWISE
    order = (3, 0, 1, 2) if depthwise else (0, 3, 1, 2)
    weights = torch.from_numpy(np.ascontiguousarray(operation.weights.transpose(order)))
    front, behind = _same(x.shape[-1], operation.kernel, operation.stride)
    if front != behind:
        x = functional.pad(x, (front, behind, front, behind))
        front = 0
    return functional.conv2d(x, weights, torch.from_numpy(operation.bias), operation.stride, front, groups=x.shape[1] if depthwise else 1)


def _same(side: int, kernel: int, stride: int) -> tuple[int, int]:
    """Pixels that TensorFlow's SAME adds in front and behind."""
    total = max((-(-side // stride) - 1) * stride + kernel - side, 0)
    return total // 2, total - total // 2
