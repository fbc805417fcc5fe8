"""The completeness of a thread as a sentence. Used by handouts and pages."""

from __future__ import annotations

from collections.abc import Sequence

from domain.shapes.thread import Completeness, Verdict
from presentation.messages import Messages

MAX_LISTED = 12
"""The number of missing numbers that are listed before an ellipsis."""


def verdict_line(completeness: Completeness, points: int, messages: Messages) -> str:
    """The completeness of a thread in one sentence."""
    declared, missing, lines = completeness.declared, completeness.missing, messages.shared.verdict_lines
    if completeness.verdict is Verdict.COMPLETE:
        if declared and declared != points:
            return str(lines.complete_declared(declared=declared))
        return str(lines.complete(points))
    if completeness.verdict is Verdict.UNKNOWN:
        return str(lines.unknown)
    if not missing:
        return str(lines.gaps)
    if declared:
        return str(lines.gaps_missing(len(missing), declared=declared, numbers=number_list(missing, messages)))
    return str(lines.gaps_missing_undeclared(len(missing), numbers=number_list(missing, messages)))


def number_list(numbers: Sequence[int], messages: Messages) -> str:
    """Numbers as people list them: 3, 6 and 7."""
    names = [str(number) for number in numbers[:MAX_LISTED]]
    if len(numbers) > MAX_LISTED:
        return str(messages.shared.comma.join([*names, "…"]))
    if len(names) == 1:
        return names[0]
    return str(messages.shared.comma.join(names[:-1])) + str(messages.shared["and"]) + names[-1]
