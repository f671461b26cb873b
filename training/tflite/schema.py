"""The few tables of TensorFlow Lite's schema (tensorflow/lite/schema/schema.fbs, version 3) that a detector needs.

Numbers are the fields' places and the enumerations' values there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from training.tflite.builder import Scalar, Table, serialise

IDENTIFIER = b"TFL3"
_VERSION = 3


class TensorType(IntEnum):
    FLOAT32 = 0
    INT32 = 2
    INT8 = 9


class Builtin(IntEnum):
    """Operators, of `BuiltinOperator`."""

    CONCATENATION = 2
    CONV_2D = 3
    DEPTHWISE_CONV_2D = 4
    DEQUANTIZE = 6
    LOGISTIC = 14
    MAX_POOL_2D = 17
    RESHAPE = 22
    CUSTOM = 32


# The lowest version of each operator that knows int8, and for convolutions a step for each channel.
OPERATOR_VERSIONS = {
    Builtin.CONCATENATION: 2, Builtin.CONV_2D: 3, Builtin.DEPTHWISE_CONV_2D: 3, Builtin.DEQUANTIZE: 2, Builtin.LOGISTIC: 2,
    Builtin.MAX_POOL_2D: 2, Builtin.RESHAPE: 1, Builtin.CUSTOM: 1,
}

# `BuiltinOptions`, the union's members; operators without options are not in it.
_OPTIONS = {
    Builtin.CONV_2D: 1, Builtin.DEPTHWISE_CONV_2D: 2, Builtin.MAX_POOL_2D: 5, Builtin.CONCATENATION: 10, Builtin.RESHAPE: 17,
}

_SAME = Scalar("int8", 0)
_NO_ACTIVATION, _RELU6 = Scalar("int8", 0), Scalar("int8", 3)


@dataclass(eq=False)
class Tensor:
    """steps and zeros: real = step x (integer - zero), for the whole tensor or each index of axis."""

    name: str
    type: TensorType
    shape: tuple[int, ...]
    steps: np.ndarray | None = None
    zeros: np.ndarray | None = None
    axis: int = 0
    data: bytes | None = None


@dataclass(eq=False)
class Operator:
    """options: a table of the schema; custom: the name and options of an operator that is not in the schema."""

    code: Builtin
    inputs: list[Tensor]
    outputs: list[Tensor]
    options: Table | None = None
    custom: tuple[str, bytes] | None = None


@dataclass
class Model:
    """One subgraph. metadata: named blobs."""

    name: str
    description: str
    inputs: list[Tensor]
    outputs: list[Tensor]
    operators: list[Operator]
    metadata: dict[str, bytes] = field(default_factory=dict)


def convolution(stride: int, relu6: bool, depthwise: bool) -> Table:
    """`Conv2DOptions` or `DepthwiseConv2DOptions`, padding SAME."""
    sides = {0: _SAME, 1: Scalar("int32", stride), 2: Scalar("int32", stride)}
    activation = _RELU6 if relu6 else _NO_ACTIVATION
    undilated = Scalar("int32", 1)
    if depthwise:
        return Table(sides | {3: Scalar("int32", 1), 4: activation, 5: undilated, 6: undilated})
    return Table(sides | {3: activation, 4: undilated, 5: undilated})


def max_pool(kernel: int, stride: int) -> Table:
    """`Pool2DOptions`, padding SAME."""
    return Table({0: _SAME, 1: Scalar("int32", stride), 2: Scalar("int32", stride), 3: Scalar("int32", kernel), 4: Scalar("int32", kernel), 5: _NO_ACTIVATION})


def concatenation(axis: int) -> Table:
    """`ConcatenationOptions`."""
    return Table({0: Scalar("int32", axis), 1: _NO_ACTIVATION})


def reshape(shape: tuple[int, ...]) -> Table:
    """`ReshapeOptions`."""
    return Table({0: np.array(shape, np.int32)})


def to_bytes(model: Model) -> bytes:
    """The model as a .tflite file's content."""
    tensors = list(dict.fromkeys(tensor for operator in model.operators for tensor in operator.inputs + operator.outputs))
    index = {tensor: position for position, tensor in enumerate(tensors)}
    codes = list(dict.fromkeys(_code(operator) for operator in model.operators))
    # Buffer 0 is the empty one, of all tensors without data.
    buffers = [Table({})]

    def buffer(data: bytes | None) -> int:
        if data is None:
            return 0
        buffers.append(Table({0: data}))
        return len(buffers) - 1

    def indices(of: list[Tensor]) -> np.ndarray:
        return np.array([index[tensor] for tensor in of], np.int32)

    subgraph = Table({
        0: [_tensor(tensor, buffer(tensor.data)) for tensor in tensors],
        1: indices(model.inputs),
        2: indices(model.outputs),
        3: [_operator(operator, codes.index(_code(operator)), indices) for operator in model.operators],
        4: model.name,
    })
    metadata = [Table({0: name, 1: Scalar("uint32", buffer(blob))}) for name, blob in model.metadata.items()]
    return serialise(Table({
        0: Scalar("uint32", _VERSION), 1: [_operator_code(*code) for code in codes], 2: [subgraph], 3: model.description, 4: buffers, 6: metadata,
    }), IDENTIFIER)


def _code(operator: Operator) -> tuple[Builtin, str | None]:
    return operator.code, operator.custom[0] if operator.custom else None


def _operator_code(code: Builtin, custom: str | None) -> Table:
    # The code stands there twice: old readers look at the first field only.
    fields = {0: Scalar("int8", code), 2: Scalar("int32", OPERATOR_VERSIONS[code]), 3: Scalar("int32", code)}
    return Table(fields | ({1: custom} if custom else {}))


def _operator(operator: Operator, code: int, indices: Callable[[list[Tensor]], np.ndarray]) -> Table:
    fields = {0: Scalar("uint32", code), 1: indices(operator.inputs), 2: indices(operator.outputs)}
    if operator.options:
        fields |= {3: Scalar("uint8", _OPTIONS[operator.code]), 4: operator.options}
    if operator.custom:
        # Field 6 says how the options are written: 0 is flexbuffers.
        fields |= {5: np.frombuffer(operator.custom[1], np.uint8), 6: Scalar("int8", 0)}
    return Table(fields)


def _tensor(tensor: Tensor, buffer: int) -> Table:
    fields = {0: np.array(tensor.shape, np.int32), 1: Scalar("int8", tensor.type), 2: Scalar("uint32", buffer), 3: tensor.name}
    if tensor.steps is not None:
        fields[4] = Table({2: tensor.steps.astype(np.float32), 3: tensor.zeros.astype(np.int64), 6: Scalar("int32", tensor.axis)})
    return Table(fields)
