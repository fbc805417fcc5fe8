"""Mixes a second judge's log-odds of a family with the tagger's own, by a line fitted on points held out from training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class MixtureLine:
    """logit = own · the tagger's logit + second · the second judge's + offset."""

    own: float
    second: float
    offset: float = 0.0

    def mix(self, own: float, second: float) -> float:
        return self.own * own + self.second * second + self.offset


UNMEASURED: Final = MixtureLine(1.0, 0.5)  # for a judge of whom nothing was measured: it adds to the own judgement
# By the judge's name and the family. docs/themes.md says on which points they were fitted, and what they are worth.
FITTED: Final[Mapping[str, Mapping[str, MixtureLine]]] = MappingProxyType(
    {
        "Qwen2.5-Coder-1.5B": {
            "product-fed": MixtureLine(1.146, 0.392, 0.445),
            "value-led": MixtureLine(1.298, 0.431, 0.133),
        }
    }
)


def mixture_line(judge: str, family: str) -> MixtureLine:
    """The line of a judge and a family."""
    return FITTED.get(judge, {}).get(family, UNMEASURED)
