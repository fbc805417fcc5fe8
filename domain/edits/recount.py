"""Computes the completeness of a Version again after its points were edited."""

from __future__ import annotations

from dataclasses import replace

from domain.completeness import BOUNDARIES_GUESSED, CHAIN_ENDS, COMPUTED_CODES, Signals, completeness
from domain.edits.draft import Draft
from domain.numbers import Numbers
from domain.shapes.thread import Completeness, Gap

FAULTS = frozenset({"truncated", "posts_lost"})


def recompute_completeness(before: Completeness, draft: Draft, numbers: Numbers) -> Completeness:
    """The completeness of the edited points: what the source showed stays, numbers and counts are compared again."""
    gap_reasons = {gap.reason for gap in before.gaps}
    reasons = tuple(reason for reason in before.reasons if reason not in gap_reasons)
    codes = {reason.code for reason in reasons}
    return completeness(
        Signals(
            points=len(draft.items),
            numbers=numbers,
            declared=before.declared if numbers.total is None else None,
            ends=CHAIN_ENDS.code in codes,
            guessed=BOUNDARIES_GUESSED.code in codes,
            source_gaps=tuple(_move_gap(gap, draft) for gap in before.gaps if gap.code not in COMPUTED_CODES),
            faults=tuple(reason for reason in reasons if reason.code in FAULTS),
            remarks=tuple(reason for reason in reasons if reason.code not in COMPUTED_CODES | FAULTS),
        )
    )


def _move_gap(gap: Gap, draft: Draft) -> Gap:
    """The gap after the last point that was before it in the unedited Version."""
    after = max((index for index, item in enumerate(draft.items, 1) if item.origin <= gap.after_position), default=0)
    return replace(gap, after_position=after)
