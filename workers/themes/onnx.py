"""Reads the named tensors of an ONNX file: the little of protobuf that this takes, and no inference engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

GRAPH, INITIALIZER = 7, 5  # field numbers in ModelProto and GraphProto
DIMENSION, TYPE, NAME, RAW = 1, 2, 8, 9  # field numbers in TensorProto
TYPES: Final = {1: np.float32, 3: np.int8}  # TensorProto.DataType of the tensors that are wanted

Tensor = NDArray[Any]  # float32 or int8


def tensors(path: Path) -> dict[str, Tensor]:
    """The float32 and int8 tensors that a model is stored with, in the file's order; read-only views of its bytes."""
    model = memoryview(path.read_bytes())
    graph = next(value for field, value in _fields(model) if field == GRAPH)
    named = (_tensor(value) for field, value in _fields(graph) if field == INITIALIZER)
    return {name: tensor for name, tensor in named if tensor is not None}


def _tensor(message: memoryview) -> tuple[str, Tensor | None]:
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


def _fields(message: memoryview) -> Iterator[tuple[int, Any]]:  # numbers, or views of bytes
    at = 0
    while at < len(message):
        key, at = _number(message, at)
        wire = key & 7
        if wire == 0:
            value, at = _number(message, at)
            yield key >> 3, value
            continue
        length = {1: 8, 5: 4}.get(wire)
        if length is None:
            length, at = _number(message, at)
        yield key >> 3, message[at : at + length]
        at += length


def _number(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
