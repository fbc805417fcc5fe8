"""The completeness of a thread as a sentence. Used by handouts and pages."""

from __future__ import annotations

from collections.abc import Sequence

from domain.shapes.thread import Completeness, Verdict
from presentation.messages import Messages

NAMED = 12
"""Missing numbers that are named one by one before the line ends in an ellipsis."""


def verdict_line(completeness: Completeness, points: int, said: Messages) -> str:
    """The completeness of a thread in one sentence."""
    declared, missing, lines = completeness.declared, completeness.missing, said.shared.verdict_lines
    if completeness.verdict is Verdict.COMPLETE:
        if declared and declared != points:
            return str(lines.complete_declared(declared=declared))
        return str(lines.complete(points))
    if completeness.verdict is Verdict.UNKNOWN:
        return str(lines.unknown)
    if not missing:
        return str(lines.gaps)
    if declared:
        return str(lines.gaps_missing(len(missing), declared=declared, numbers=listed(missing, said)))
    return str(lines.gaps_missing_undeclared(len(missing), numbers=listed(missing, said)))


def listed(numbers: Sequence[int], said: Messages) -> str:
    """Numbers as people list them: 3, 6 and 7."""
    names = [str(number) for number in numbers[:NAMED]]
    if len(numbers) > NAMED:
        return str(said.shared.comma.join([*names, "…"]))
    if len(names) == 1:
        return names[0]
    return str(said.shared.comma.join(names[:-1])) + str(said.shared["and"]) + names[-1]
