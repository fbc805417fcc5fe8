"""Explains the ranking of the readings of a pasted text: how it was read, why not otherwise, and which second one is close."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from domain.messages import Message, message
from workers.sources.pasted.hypothesis import Builder, Hypothesis
from workers.sources.pasted.weighing import PROVEN, Weight

CLOSE: Final = 0.3  # by how many lines the second reading may be worse to be offered
COUNTS: Final = 3.0  # by how many lines a reading may be worse to be told at all
NOTICEABLE: Final = 0.2  # the part of a term in the difference of two readings, in lines, that is told
MOST_TERMS: Final = 3
UNNAMED: Final = frozenset({Builder.FORM, Builder.PLAIN, Builder.OTHER_CUT, Builder.MODEL})
"""Builders whose way to read is plain from the text, or named by another reason."""

Weighed = tuple[Weight, Hypothesis]


def reason_to_read_as(hypothesis: Hypothesis) -> Iterator[Message]:
    """How the text was read, where that is not plain."""
    if hypothesis.builder not in UNNAMED:
        yield message(f"read_as.{hypothesis.builder}")


def close_second(ranking: Sequence[Weighed]) -> Hypothesis | None:
    """The next reading with another number of posts, where it is about as good as the best, or that is a language model's."""
    rival, (weight, best) = _rival(ranking), ranking[0]
    if rival is None or (best.builder is not Builder.MODEL and rival[0].total - weight.total >= CLOSE):
        return None
    return rival[1]


def reasons_for_weight(ranking: Sequence[Weighed]) -> Iterator[Message]:
    """What spoke for the best reading and for the next one with another number of posts, unless that is far worse."""
    rival, (weight, best) = _rival(ranking), ranking[0]
    if rival is None or best.reading is None or best.is_certain or rival[0].total - weight.total > COUNTS:
        return
    if best.builder in UNNAMED and dict(weight.terms).get("numbered", 0.0) <= PROVEN:
        return  # all of the author's numbers say more
    other = rival[1].reading
    assert other is not None
    favours = _differences(weight, rival[0])
    if favours:
        posts, others = _count(len(best.reading.posts)), _count(len(other.posts))
        yield message("weighed", posts=posts, others=others, because=_terms(favours))
    if against := _differences(rival[0], weight):
        yield message("weighed_against", others=_count(len(other.posts)), because=_terms(against))


def _rival(ranking: Sequence[Weighed]) -> Weighed | None:
    """The best of the others that has another number of posts."""
    best = ranking[0][1].reading
    for weight, other in ranking[1:]:
        if best and other.reading and len(other.reading.posts) != len(best.posts):
            return weight, other
    return None


def _differences(weight: Weight, other: Weight) -> list[str]:
    """The names of the terms that make `weight` the cheaper, the greatest difference first."""
    costs, others = dict(weight.terms), dict(other.terms)
    gains = {name: others.get(name, 0.0) - costs.get(name, 0.0) for name in {**costs, **others}}
    names = sorted((name for name, gain in gains.items() if gain >= NOTICEABLE), key=lambda name: -gains[name])
    return names[:MOST_TERMS]


def _terms(names: Sequence[str]) -> tuple[Message, ...]:
    return tuple(message(f"weighed_by.{name}") for name in names)


def _count(posts: int) -> Message:
    return message("post_count", count=posts)
