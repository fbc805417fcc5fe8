"""The encoder once more, in torch and with a low-rank difference that can learn. Does what workers/themes/encoder.py does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody calls it
from numpy.typing import NDArray
from torch import Tensor, nn

from workers.themes.encoder import HEADS, WIDTH, Encoder

RANK = 16
SCALE = 2.0
DROP = 0.1


class Network(nn.Module):
    """Word pieces in, logits out. Only the difference and the head learn."""

    def __init__(self, encoder: Encoder, labels: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.first = [_fixed(each) for each in encoder.first]
        self.layers: list[dict[str, Any]] = [  # tensors, by name or in pairs
            {
                "matrices": {name: _fixed(matrix) for name, matrix in layer.matrices.items()},
                "biases": {name: _fixed(bias) for name, bias in layer.biases.items()},
                "after_attention": [_fixed(each) for each in layer.after_attention],
                "after_inner": [_fixed(each) for each in layer.after_inner],
            }
            for layer in encoder.layers
        ]
        self.difference = nn.ParameterDict()
        for number, layer in enumerate(encoder.layers):
            for name, matrix in layer.matrices.items():
                height, width = matrix.shape
                self.difference[f"{number}_{name}_a"] = nn.Parameter(torch.randn(height, RANK) * height**-0.5)
                self.difference[f"{number}_{name}_b"] = nn.Parameter(torch.zeros(RANK, width))
        self.head = nn.Linear(WIDTH, labels)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Sequence[Sequence[int]]) -> Tensor:
        """Logits (texts × labels) of cut texts."""
        states, present = self._embedded(ids)
        for number in range(len(self.layers)):
            states = self._widened(number, self._attended(number, states, present))
        shares = present.float() / present.sum(dim=1, keepdim=True)
        mean = (states * shares[:, :, None]).sum(dim=1)
        logits: Tensor = self.head(2 * self._dropped(mean))
        return logits

    def learned(self) -> dict[str, NDArray[np.float32]]:
        """The difference by `LAYER.MATRIX.a` and `….b`, and the head, as the model reads them."""
        arrays = {name.replace("_", "."): each.detach().numpy() for name, each in self.difference.items()}
        arrays |= {name: each * SCALE for name, each in arrays.items() if name.endswith(".b")}
        return arrays | {"head.weights": 2 * self.head.weight.detach().numpy().T, "head.bias": self.head.bias.detach().numpy()}

    def _embedded(self, ids: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        padded, present = _padded(ids)
        states = torch.from_numpy(self.encoder.embedded(padded.numpy()))
        return self._dropped(F.layer_norm(states, (WIDTH,), *self.first, eps=1e-12)), present

    def _attended(self, number: int, states: Tensor, present: Tensor) -> Tensor:
        count, longest, _ = states.shape
        query, key, value = (
            self._linear(number, name, states).view(count, longest, HEADS, -1).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        mask = torch.where(present, 0.0, -1e9)[:, None, None, :].to(query.dtype)
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask).transpose(1, 2).reshape(count, longest, WIDTH)
        states = states + self._dropped(self._linear(number, "attended", seen))
        return F.layer_norm(states, (WIDTH,), *self.layers[number]["after_attention"], eps=1e-12)

    def _widened(self, number: int, states: Tensor) -> Tensor:
        inner = F.gelu(self._linear(number, "inner", states), approximate="tanh")
        states = states + self._dropped(self._linear(number, "outer", inner))
        return F.layer_norm(states, (WIDTH,), *self.layers[number]["after_inner"], eps=1e-12)

    def _linear(self, number: int, name: str, states: Tensor) -> Tensor:
        layer = self.layers[number]
        first, second = (self.difference[f"{number}_{name}_{part}"] for part in "ab")
        added: Tensor = states @ first @ second * SCALE
        fixed: Tensor = states @ layer["matrices"][name] + layer["biases"][name]
        return fixed + added

    def _dropped(self, states: Tensor) -> Tensor:
        return F.dropout(states, DROP, self.training)


def _fixed(array: NDArray[np.float32]) -> Tensor:
    return torch.tensor(np.ascontiguousarray(array))


def _padded(ids: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    longest = max(map(len, ids))
    padded = torch.zeros(len(ids), longest, dtype=torch.long)
    for row, each in zip(padded, ids, strict=True):
        row[: len(each)] = torch.tensor(each)
    lengths = torch.tensor([len(each) for each in ids])
    return padded, torch.arange(longest)[None, :] < lengths[:, None]
