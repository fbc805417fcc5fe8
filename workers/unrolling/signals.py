"""Collects the signals from which the completeness of a chain is decided."""

from __future__ import annotations

from collections.abc import Iterator

from domain.completeness import Signals
from domain.messages import Message, message
from domain.numbers import Numbers
from domain.shapes.reading import Reading
from domain.shapes.thread import Gap
from workers.unrolling.chain import Chain


def signals_of(reading: Reading, chain: Chain, numbers: Numbers) -> Signals:
    """The signals of a chain that was found in `reading`."""
    return Signals(
        points=len(chain.posts),
        numbers=numbers,
        declared=reading.declared,
        ends=reading.ends,
        guessed=reading.guessed,
        source_gaps=tuple(Gap(hole.after + 1, hole.count, hole.reason) for hole in chain.holes),
        faults=tuple(_faults(chain)),
        doubts=reading.doubts,
        remarks=chain.reasons,
    )


def _faults(chain: Chain) -> Iterator[Message]:
    """What is missing inside of points, or was lost by Threadsheet."""
    for position, post in enumerate(chain.posts, start=1):
        if post.truncated:
            yield message("truncated", position=position)
    if chain.lost:
        yield message("posts_lost", count=chain.lost)
