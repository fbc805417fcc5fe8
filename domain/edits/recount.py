"""The verdict on a reading after its points were edited: what the source showed stays, what is counted is counted again."""

from __future__ import annotations

from dataclasses import replace

from domain.completeness import BOUNDARIES_GUESSED, CHAIN_ENDS, COMPUTED_CODES, Signals, completeness
from domain.edits.draft import Draft
from domain.numbers import Numbers
from domain.shapes.thread import Completeness, Gap

FAULTS = frozenset({"truncated", "posts_lost"})


def verdict_of(before: Completeness, draft: Draft, numbers: Numbers) -> Completeness:
    shown = tuple(gap for gap in before.gaps if gap.code not in COMPUTED_CODES)
    told = {gap.reason for gap in before.gaps}
    others = tuple(reason for reason in before.reasons if reason not in told)
    codes = {reason.code for reason in others}
    return completeness(
        Signals(
            points=len(draft.pieces),
            numbers=numbers,
            declared=before.declared if numbers.total is None else None,
            ends=CHAIN_ENDS.code in codes,
            guessed=BOUNDARIES_GUESSED.code in codes,
            holes=tuple(_moved(gap, draft) for gap in shown),
            faults=tuple(reason for reason in others if reason.code in FAULTS),
            remarks=tuple(reason for reason in others if reason.code not in COMPUTED_CODES | FAULTS),
        )
    )


def _moved(gap: Gap, draft: Draft) -> Gap:
    """The gap behind the last point that was before it."""
    after = max((index for index, piece in enumerate(draft.pieces, 1) if piece.origin <= gap.after_position), default=0)
    return replace(gap, after_position=after)
