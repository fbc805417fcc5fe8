"""The encoder in torch, with a trainable low-rank update. Computes the same as workers/themes/encoder.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the usual name
from numpy.typing import NDArray
from torch import Tensor, nn

from workers.themes.encoder import HEADS, WIDTH, Encoder

RANK = 16
UPDATE_SCALE = 2.0
HEAD_SCALE = 2.0
DROPOUT = 0.1


class Network(nn.Module):
    """Computes logits from word pieces. Only the low-rank update and the head are trained."""

    def __init__(self, encoder: Encoder, labels: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.embedding_norm = [_fixed(array) for array in encoder.embedding_norm]
        self.layers: list[dict[str, Any]] = [  # tensors, by name or in pairs
            {
                "matrices": {name: _fixed(matrix) for name, matrix in layer.matrices.items()},
                "biases": {name: _fixed(bias) for name, bias in layer.biases.items()},
                "attention_norm": [_fixed(array) for array in layer.attention_norm],
                "output_norm": [_fixed(array) for array in layer.output_norm],
            }
            for layer in encoder.layers
        ]
        self.update = nn.ParameterDict()
        for number, layer in enumerate(encoder.layers):
            for name, matrix in layer.matrices.items():
                height, width = matrix.shape
                self.update[f"{number}_{name}_a"] = nn.Parameter(torch.randn(height, RANK) * height**-0.5)
                self.update[f"{number}_{name}_b"] = nn.Parameter(torch.zeros(RANK, width))
        self.head = nn.Linear(WIDTH, labels)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Sequence[Sequence[int]]) -> Tensor:
        """The logits (texts × labels) of tokenized texts."""
        states, is_piece = self._embed(ids)
        for number in range(len(self.layers)):
            states = self._feed_forward(number, self._attention(number, states, is_piece))
        shares = is_piece.float() / is_piece.sum(dim=1, keepdim=True)
        mean = (states * shares[:, :, None]).sum(dim=1)
        logits: Tensor = self.head(HEAD_SCALE * self._dropout(mean))
        return logits

    def learned_arrays(self) -> dict[str, NDArray[np.float32]]:
        """The update by `LAYER.MATRIX.a` and `….b`, and the head, as the model reads them."""
        arrays = {name.replace("_", "."): parameter.detach().numpy() for name, parameter in self.update.items()}
        arrays |= {name: array * UPDATE_SCALE for name, array in arrays.items() if name.endswith(".b")}
        head = {"head.weights": HEAD_SCALE * self.head.weight.detach().numpy().T, "head.bias": self.head.bias.detach().numpy()}
        return arrays | head

    def _embed(self, ids: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        padded, is_piece = _pad(ids)
        states = torch.from_numpy(self.encoder.embed(padded.numpy()))
        return self._dropout(F.layer_norm(states, (WIDTH,), *self.embedding_norm, eps=1e-12)), is_piece

    def _attention(self, number: int, states: Tensor, is_piece: Tensor) -> Tensor:
        count, longest, _ = states.shape
        query, key, value = (
            self._linear(number, name, states).view(count, longest, HEADS, -1).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        mask = torch.where(is_piece, 0.0, -1e9)[:, None, None, :].to(query.dtype)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(count, longest, WIDTH)
        states = states + self._dropout(self._linear(number, "attended", mixed))
        return F.layer_norm(states, (WIDTH,), *self.layers[number]["attention_norm"], eps=1e-12)

    def _feed_forward(self, number: int, states: Tensor) -> Tensor:
        inner = F.gelu(self._linear(number, "inner", states), approximate="tanh")
        states = states + self._dropout(self._linear(number, "outer", inner))
        return F.layer_norm(states, (WIDTH,), *self.layers[number]["output_norm"], eps=1e-12)

    def _linear(self, number: int, name: str, states: Tensor) -> Tensor:
        layer = self.layers[number]
        first, second = (self.update[f"{number}_{name}_{part}"] for part in "ab")
        updated: Tensor = states @ first @ second * UPDATE_SCALE
        fixed: Tensor = states @ layer["matrices"][name] + layer["biases"][name]
        return fixed + updated

    def _dropout(self, states: Tensor) -> Tensor:
        return F.dropout(states, DROPOUT, self.training)


def _fixed(array: NDArray[np.float32]) -> Tensor:
    return torch.tensor(np.ascontiguousarray(array))


def _pad(ids: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    longest = max(map(len, ids))
    padded = torch.zeros(len(ids), longest, dtype=torch.long)
    for row, text_ids in zip(padded, ids, strict=True):
        row[: len(text_ids)] = torch.tensor(text_ids)
    lengths = torch.tensor([len(text_ids) for text_ids in ids])
    return padded, torch.arange(longest)[None, :] < lengths[:, None]
