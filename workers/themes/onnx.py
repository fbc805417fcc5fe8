"""Reads the named tensors of an ONNX file. Decodes only the protobuf fields that this takes; needs no inference engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

GRAPH, INITIALIZER = 7, 5  # field numbers in ModelProto and GraphProto
DIMENSION, TYPE, NAME, RAW = 1, 2, 8, 9  # field numbers in TensorProto
TYPES: Final = {1: np.float32, 3: np.int8}  # TensorProto.DataType of the tensors that are read

Tensor = NDArray[Any]  # float32 or int8


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Reads the float32 and int8 tensors of a model, in the file's order, as read-only views of its bytes."""
    model = memoryview(path.read_bytes())
    graph = next(value for field, value in _fields(model) if field == GRAPH)
    named = (_read_tensor(value) for field, value in _fields(graph) if field == INITIALIZER)
    return {name: tensor for name, tensor in named if tensor is not None}


def _read_tensor(message: memoryview) -> tuple[str, Tensor | None]:
    """The name of a TensorProto and its values; None for a type that is not read."""
    shape: list[int] = []
    name, type_, raw = "", 0, memoryview(b"")
    for field, value in _fields(message):
        if field == DIMENSION:
            shape.append(value)
        elif field == TYPE:
            type_ = value
        elif field == NAME:
            name = bytes(value).decode()
        elif field == RAW:
            raw = value
    if type_ not in TYPES:
        return name, None
    return name, np.frombuffer(raw, TYPES[type_]).reshape(shape)


def _fields(message: memoryview) -> Iterator[tuple[int, Any]]:  # varints are numbers, other wire types views of bytes
    """The fields of a protobuf message: number and value."""
    at = 0
    while at < len(message):
        key, at = _read_varint(message, at)
        wire = key & 7
        if wire == 0:
            value, at = _read_varint(message, at)
            yield key >> 3, value
            continue
        length = {1: 8, 5: 4}.get(wire)
        if length is None:
            length, at = _read_varint(message, at)
        yield key >> 3, message[at : at + length]
        at += length


def _read_varint(message: memoryview, at: int) -> tuple[int, int]:
    """The number that begins at `at`, and where it ends."""
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
