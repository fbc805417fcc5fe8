"""The encoder in torch: the lower layers as they are, the upper ones with a trainable low-rank update.

Computes the same as workers/themes/encoder.py. The lower layers never change, so their output for a text is computed once
(`lower_states`), and a round of training runs the upper layers only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the usual name
from numpy.typing import NDArray
from torch import Tensor, nn

from workers.themes.encoder import HEADS, WIDTH, Encoder, Layer

TAUGHT_FROM: Final = 2  # the first layer that is taught
RANK: Final = 16
UPDATE_SCALE: Final = 2.0
HEAD_SCALE: Final = 2.0
DROPOUT: Final = 0.1
EPSILON: Final = 1e-12


class FrozenLayer:
    """A layer of the encoder as tensors: matrices (out × in) and biases in bfloat16, and the layer norms."""

    def __init__(self, layer: Layer) -> None:
        self.matrices = {name: torch.tensor(matrix.T.copy()).bfloat16() for name, matrix in layer.matrices.items()}
        self.biases = {name: torch.tensor(bias).bfloat16() for name, bias in layer.biases.items()}
        self.attention_norm = [torch.tensor(array) for array in layer.attention_norm]
        self.output_norm = [torch.tensor(array) for array in layer.output_norm]


class Network(nn.Module):
    """Computes logits from the output of the lower layers. Only the low-rank update and the head are trained."""

    def __init__(self, encoder: Encoder, labels: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.embedding_norm = [torch.tensor(array) for array in encoder.embedding_norm]
        self.layers = [FrozenLayer(layer) for layer in encoder.layers]
        self.update = nn.ParameterDict()
        for number in range(TAUGHT_FROM, len(encoder.layers)):
            for name, matrix in encoder.layers[number].matrices.items():
                height, width = matrix.shape
                self.update[f"{number}_{name}_a"] = nn.Parameter(torch.randn(height, RANK) * height**-0.5)
                self.update[f"{number}_{name}_b"] = nn.Parameter(torch.zeros(RANK, width))
        self.head = nn.Linear(WIDTH, labels)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def lower_states(self, ids: Sequence[Sequence[int]]) -> list[Tensor]:
        """The output of the lower layers for each text (pieces × WIDTH, bfloat16)."""
        longest = max(map(len, ids))
        padded = np.zeros((len(ids), longest), np.int64)
        for row, text_ids in zip(padded, ids, strict=True):
            row[: len(text_ids)] = text_ids
        lengths = torch.tensor([len(text_ids) for text_ids in ids])
        with torch.no_grad():
            states = F.layer_norm(torch.from_numpy(self.encoder.embed(padded)), (WIDTH,), *self.embedding_norm, EPSILON)
            for number in range(TAUGHT_FROM):
                states = self._layer(number, states, _mask(lengths, longest))
        return [state[: len(text_ids)].bfloat16() for state, text_ids in zip(states, ids, strict=True)]

    def forward(self, lower: Sequence[Tensor]) -> Tensor:
        """The logits (texts × labels) of texts from their lower states."""
        lengths = torch.tensor([len(states) for states in lower])
        states = nn.utils.rnn.pad_sequence(list(lower), batch_first=True).float()
        mask = _mask(lengths, states.shape[1])
        for number in range(TAUGHT_FROM, len(self.layers)):
            states = self._layer(number, states, mask)
        is_piece = torch.arange(states.shape[1])[None, :] < lengths[:, None]
        mean = (states * (is_piece.float() / lengths[:, None])[:, :, None]).sum(dim=1)
        logits: Tensor = self.head(HEAD_SCALE * self._dropout(mean))
        return logits

    def learned_arrays(self) -> dict[str, NDArray[np.float32]]:
        """The update by `LAYER.MATRIX.a` and `….b`, and the head, as the model reads them."""
        arrays = {name.replace("_", "."): parameter.detach().numpy() for name, parameter in self.update.items()}
        arrays |= {name: array * UPDATE_SCALE for name, array in arrays.items() if name.endswith(".b")}
        head = {"head.weights": HEAD_SCALE * self.head.weight.detach().numpy().T, "head.bias": self.head.bias.detach().numpy()}
        return arrays | head

    def _layer(self, number: int, states: Tensor, mask: Tensor) -> Tensor:
        layer, count, longest = self.layers[number], states.shape[0], states.shape[1]
        rows = states.bfloat16()
        query, key, value = (
            self._linear(number, name, rows).view(count, longest, HEADS, -1).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(count, longest, WIDTH)
        states = states + self._dropout(self._linear(number, "attended", mixed)).float()
        states = F.layer_norm(states, (WIDTH,), *layer.attention_norm, EPSILON)
        inner = F.gelu(self._linear(number, "inner", states.bfloat16()), approximate="tanh")
        states = states + self._dropout(self._linear(number, "outer", inner)).float()
        return F.layer_norm(states, (WIDTH,), *layer.output_norm, EPSILON)

    def _linear(self, number: int, name: str, rows: Tensor) -> Tensor:
        layer = self.layers[number]
        fixed = F.linear(rows, layer.matrices[name], layer.biases[name])
        if number < TAUGHT_FROM:
            return fixed
        first, second = (self.update[f"{number}_{name}_{part}"].bfloat16() for part in "ab")
        return fixed + rows @ first @ second * UPDATE_SCALE

    def _dropout(self, states: Tensor) -> Tensor:
        return F.dropout(states, DROPOUT, self.training)


def _mask(lengths: Tensor, longest: int) -> Tensor:
    """What is added to the attention, so that the padding gets none."""
    is_piece = torch.arange(longest)[None, :] < lengths[:, None]
    return torch.where(is_piece, 0.0, -1e4)[:, None, None, :].bfloat16()
