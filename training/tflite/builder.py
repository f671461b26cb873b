"""Writes tables of a flatbuffer from Python objects, fields in the order of the schema."""

from dataclasses import dataclass
from typing import Any

import flatbuffers
import numpy as np

# numpy's names of the schema's scalar types.
_PREPEND = {
    "bool": "PrependBoolSlot", "int8": "PrependInt8Slot", "uint8": "PrependUint8Slot", "int32": "PrependInt32Slot",
    "uint32": "PrependUint32Slot", "float32": "PrependFloat32Slot",
}


@dataclass(frozen=True)
class Scalar:
    """A number of a type named as numpy does."""

    type: str
    value: int | float | bool


@dataclass(frozen=True)
class Table:
    """A table: fields by their place in the schema. A field is a Scalar, a str, a numpy array, a Table, or a list of tables or strings."""

    fields: dict[int, Any]


def serialise(root: Table, identifier: bytes) -> bytes:
    """The bytes of a flatbuffer."""
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(_write(builder, root), file_identifier=identifier)
    return bytes(builder.Output())


def _write(builder: flatbuffers.Builder, item: Any) -> int:
    """Writes what is not a scalar; returns where it is."""
    match item:
        case Table():
            return _write_table(builder, item)
        case str():
            return builder.CreateString(item)
        case bytes():
            return _write_bytes(builder, item)
        case np.ndarray():
            return builder.CreateNumpyVector(item)
        case list():
            offsets = [_write(builder, part) for part in item]
            builder.StartVector(4, len(offsets), 4)
            for offset in reversed(offsets):
                builder.PrependUOffsetTRelative(offset)
            return builder.EndVector()
    raise TypeError(f"{type(item).__name__} in a flatbuffer")


def _write_table(builder: flatbuffers.Builder, table: Table) -> int:
    # What a table refers to must be written before it.
    offsets = {slot: _write(builder, item) for slot, item in table.fields.items() if not isinstance(item, Scalar)}
    builder.StartObject(max(table.fields, default=-1) + 1)
    for slot, item in table.fields.items():
        if isinstance(item, Scalar):
            # 0 is written too: not every field's default is 0.
            builder.ForceDefaults(True)
            getattr(builder, _PREPEND[item.type])(slot, item.value, 0)
            builder.ForceDefaults(False)
        else:
            builder.PrependUOffsetTRelativeSlot(slot, offsets[slot], 0)
    return builder.EndObject()


def _write_bytes(builder: flatbuffers.Builder, data: bytes) -> int:
    # Tensors' data lie at multiples of 16, where processors load them fastest; the schema asks for it.
    builder.StartVector(1, len(data), 16)
    builder.head -= len(data)
    builder.Bytes[builder.head:builder.head + len(data)] = data
    return builder.EndVector()
