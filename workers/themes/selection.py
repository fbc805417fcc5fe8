"""Selects the tags of a point from its probabilities. Called by the tagger and by its measurement: what is shown is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from domain.shapes.tag import LIKELY, STRONG

WEAKEST: Final = 0.2  # a theme less likely than this is not even suggested weakly
UNSURE: Final = LIKELY - 0.01  # the most that a tag of an unlikely family can have
SECOND_THEME: Final = 0.65  # the least of a second theme of a family, where the text has none of its cues
MAX_SHOWN, MAX_WEAK = 3, 2  # themes of one point; strong ones are all shown


@dataclass(frozen=True, slots=True)
class Probabilities:
    """The calibrated probabilities of each family and of each theme, by (family, theme)."""

    families: Mapping[str, float]
    themes: Mapping[tuple[str, str], float]
    cued: frozenset[tuple[str, str]] = frozenset()  # themes of a likely family whose cue is in the text
    threshold: float = 0.5  # from here on a family is likely


@dataclass(frozen=True, slots=True)
class SelectedTag:
    """A family with a theme, or alone where no theme of it is likely enough to be shown."""

    family: str
    theme: str | None
    confidence: float

    @property
    def is_shown(self) -> bool:
        return self.confidence >= LIKELY


def select_tags(probabilities: Probabilities) -> tuple[SelectedTag, ...]:
    """The tags of a point, family by family, themes whose cue is in the text and the likeliest first; weak ones last."""
    tags = list(chain.from_iterable(_of_family(family, probabilities) for family in probabilities.families))
    surest = sorted((tag for tag in tags if tag.is_shown), key=lambda tag: -tag.confidence)
    visible = {tag for rank, tag in enumerate(surest) if rank < MAX_SHOWN or tag.confidence >= STRONG}
    weak = sorted((tag for tag in tags if not tag.is_shown), key=lambda tag: -tag.confidence)
    return (*(tag for tag in tags if tag in visible), *weak[:MAX_WEAK])


def _of_family(family: str, probabilities: Probabilities) -> list[SelectedTag]:
    likelihood = probabilities.families[family]
    is_likely = likelihood >= probabilities.threshold
    limit = likelihood if is_likely else min(likelihood, UNSURE)
    own = [((family, theme) in probabilities.cued, p, theme) for (of, theme), p in probabilities.themes.items() if of == family]
    tags = []
    for rank, (is_cued, probability, theme) in enumerate(sorted(own, reverse=True)):
        is_sure = rank == 0 or is_cued or probability >= SECOND_THEME
        confidence = round(min(probability, limit if is_sure else min(limit, UNSURE)), 2)
        if confidence >= WEAKEST:
            tags.append(SelectedTag(family, theme, confidence))
    if is_likely and not any(tag.is_shown for tag in tags):
        tags.insert(0, SelectedTag(family, None, round(likelihood, 2)))
    return tags
