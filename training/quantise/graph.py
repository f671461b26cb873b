"""A network as a list of operations, the form between PyTorch's modules and TensorFlow Lite's operators."""

from dataclasses import dataclass, field
from enum import Enum

import numpy as np


class Kind(Enum):
    """The operations there are: each is on the Edge TPU compiler's list."""

    CONVOLUTION = "convolution"
    DEPTHWISE = "depthwise convolution"
    MAX_POOL = "max pool"
    CONCATENATION = "concatenation"
    RESHAPE = "reshape"
    LOGISTIC = "logistic"


@dataclass(eq=False)
class Value:
    """What flows between operations. shape: channels last, batch 1."""

    name: str
    shape: tuple[int, ...]


@dataclass(eq=False)
class Operation:
    """One operation.

    weights: [outputs, kernel, kernel, inputs], of a depthwise convolution [1, kernel, kernel, channels]; bias: [outputs].
    Padding is always TensorFlow's SAME.
    """

    kind: Kind
    inputs: list[Value]
    output: Value
    weights: np.ndarray | None = None
    bias: np.ndarray | None = None
    kernel: int = 1
    stride: int = 1
    relu6: bool = False
    axis: int = -1

    @property
    def is_convolution(self) -> bool:
        return self.kind in (Kind.CONVOLUTION, Kind.DEPTHWISE)


@dataclass
class Graph:
    """A detector: one picture in, box encodings [1, anchors, 4] and scores [1, anchors, classes] out, operations in running order."""

    input: Value
    operations: list[Operation] = field(default_factory=list)
    boxes: Value | None = None
    logits: Value | None = None
    scores: Value | None = None

    def consumers(self, value: Value) -> list[Operation]:
        """The operations that take a value."""
        return [operation for operation in self.operations if value in operation.inputs]
