"""Reads TensorFlow Lite files, as far as tests and comparisons need it."""

from dataclasses import dataclass

import numpy as np
from flatbuffers import number_types
from flatbuffers.table import Table

from training.tflite.schema import IDENTIFIER

_NUMPY = {0: np.float32, 2: np.int32, 3: np.uint8, 9: np.int8}


@dataclass(frozen=True)
class ReadTensor:
    """data: None where the tensor has none of its own."""

    name: str
    type: type
    shape: tuple[int, ...]
    steps: np.ndarray
    zeros: np.ndarray
    data: np.ndarray | None


@dataclass(frozen=True)
class ReadOperator:
    """code: the builtin's number; inputs, outputs: indices of tensors."""

    code: int
    custom: str | None
    inputs: list[int]
    outputs: list[int]
    custom_options: bytes


@dataclass(frozen=True)
class ReadModel:
    """The first subgraph, and the named blobs of metadata."""

    tensors: list[ReadTensor]
    inputs: list[int]
    outputs: list[int]
    operators: list[ReadOperator]
    metadata: dict[str, bytes]


def read(content: bytes) -> ReadModel:
    """Reads a file's content."""
    if content[4:8] != IDENTIFIER:
        raise ValueError(f"No TensorFlow Lite model: it begins with {content[:8]!r}.")
    root = Table(content, int.from_bytes(content[:4], "little"))
    buffers = [_array(buffer, 0, np.uint8) for buffer in _tables(root, 4)]
    codes = [(max(_number(code, 0, number_types.Int8Flags), _number(code, 3, number_types.Int32Flags)), _string(code, 1)) for code in _tables(root, 1)]
    subgraph = _tables(root, 2)[0]
    operators = []
    for operator in _tables(subgraph, 3):
        code, custom = codes[_number(operator, 0, number_types.Uint32Flags)]
        operators.append(ReadOperator(
            code, custom, _array(operator, 1, np.int32).tolist(), _array(operator, 2, np.int32).tolist(), _array(operator, 5, np.uint8).tobytes()))
    metadata = {_string(entry, 0): buffers[_number(entry, 1, number_types.Uint32Flags)].tobytes() for entry in _tables(root, 6)}
    return ReadModel(
        [_tensor(tensor, buffers) for tensor in _tables(subgraph, 0)],
        _array(subgraph, 1, np.int32).tolist(), _array(subgraph, 2, np.int32).tolist(), operators, metadata)


def _tensor(table: Table, buffers: list[np.ndarray]) -> ReadTensor:
    type_ = _NUMPY[_number(table, 1, number_types.Int8Flags)]
    shape = tuple(_array(table, 0, np.int32).tolist())
    data = buffers[_number(table, 2, number_types.Uint32Flags)]
    offset = table.Offset(4 + 2 * 4)
    quantisation = Table(table.Bytes, table.Indirect(table.Pos + offset)) if offset else None
    return ReadTensor(
        _string(table, 3) or "", type_, shape,
        _array(quantisation, 2, np.float32) if quantisation else np.zeros(0, np.float32),
        _array(quantisation, 3, np.int64) if quantisation else np.zeros(0, np.int64),
        np.frombuffer(data.tobytes(), type_).reshape(shape) if len(data) else None)


def _number(table: Table, slot: int, flags: type) -> int:
    offset = table.Offset(4 + 2 * slot)
    return table.Get(flags, table.Pos + offset) if offset else 0


def _string(table: Table, slot: int) -> str | None:
    offset = table.Offset(4 + 2 * slot)
    return table.String(table.Pos + offset).decode() if offset else None


def _array(table: Table, slot: int, type_: type) -> np.ndarray:
    offset = table.Offset(4 + 2 * slot)
    if not offset:
        return np.zeros(0, type_)
    return np.frombuffer(table.Bytes, type_, table.VectorLen(offset), table.Vector(offset))


def _tables(table: Table, slot: int) -> list[Table]:
    offset = table.Offset(4 + 2 * slot)
    if not offset:
        return []
    first = table.Vector(offset)
    return [Table(table.Bytes, table.Indirect(first + 4 * position)) for position in range(table.VectorLen(offset))]
