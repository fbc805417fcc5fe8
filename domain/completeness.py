"""Decides whether a Version has all of its thread, and gives every reason. COMPLETE needs proof.

Called by unrolling, and by edits after a person changed the points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from domain.messages import Message, message
from domain.numbers import Numbers
from domain.shapes.thread import Completeness, Gap, Verdict

BOUNDARIES_GUESSED = Message("boundaries_guessed")
CHAIN_ENDS = Message("chain_ends")
ANSWERS_ABSENT_POST = frozenset({"start_missing", "parent_missing"})
"""Codes of holes that are known only because a point answers a post that was not captured."""
COMPUTED_CODES = frozenset(
    {
        "numbers_missing",
        "count_short",
        "numbers_complete",
        "count_equal",
        "number_absent",
        "out_of_order",
        "totals_differ",
        "count_differs",
        "no_total",
        "no_numbers",
        BOUNDARIES_GUESSED.code,
        CHAIN_ENDS.code,
    }
)
"""Codes of the reasons that `completeness` computes from its signals, and computes again after an edit."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What the verdict is computed from.

    `points` counts the points. `declared` is the count that the page states. `ends` is True when the source showed that the
    thread ends after the last point. `source_gaps` are places where the source showed that posts are missing; `faults` are what
    is missing inside points, or lost by Threadsheet; `doubts` say that points may hold what is not their author's; `remarks`
    are all other reasons.
    """

    points: int
    numbers: Numbers
    declared: int | None = None
    ends: bool = False
    guessed: bool = False
    source_gaps: tuple[Gap, ...] = ()
    faults: tuple[Message, ...] = ()
    doubts: tuple[Message, ...] = ()
    remarks: tuple[Message, ...] = ()


def completeness(signals: Signals) -> Completeness:
    """Computes the verdict: GAPS when anything is known to be missing, COMPLETE with proof, else UNKNOWN."""
    gaps = (*_gaps_in_numbers(signals.numbers), *_gaps_in_source(signals), *_gap_in_count(signals))
    proofs = tuple(_proofs(signals))
    verdict = Verdict.GAPS if gaps or signals.faults else Verdict.COMPLETE if proofs and not signals.doubts else Verdict.UNKNOWN
    doubts = tuple(_doubts(signals)) if verdict is Verdict.UNKNOWN and not proofs else ()
    reasons = (*(gap.reason for gap in gaps), *signals.faults, *signals.doubts, *proofs, *doubts, *_remarks(signals))
    return Completeness(
        verdict=verdict,
        declared=signals.numbers.total if signals.numbers.total is not None else signals.declared,
        missing=signals.numbers.missing,
        gaps=tuple(sorted(gaps, key=lambda gap: gap.after_position)),
        reasons=tuple(dict.fromkeys(reasons)),
    )


def _gaps_in_numbers(numbers: Numbers) -> Iterator[Gap]:
    for run in numbers.missing_runs():
        before = [pair for pair in numbers.numbered if pair[1] < run[0]]
        after = [pair for pair in numbers.numbered if pair[1] > run[-1]]
        position = before[-1][0] + 1 if before else 0
        yield Gap(position, len(run), _numbers_missing(run, numbers, before, after))


def _numbers_missing(
    run: tuple[int, ...], numbers: Numbers, before: list[tuple[int, int]], after: list[tuple[int, int]]
) -> Message:
    if before and after:
        return message("numbers_missing.between", count=len(run), numbers=run, previous=before[-1][1], following=after[0][1])
    if after:
        return message("numbers_missing.start", count=len(run), numbers=run, first=after[0][1])
    last = before[-1][1] if before else numbers.numbered[-1][1]
    return message("numbers_missing.end", count=len(run), numbers=run, total=numbers.total or 0, last=last)


def _gaps_in_source(signals: Signals) -> Iterator[Gap]:
    """The source's holes, except those where the author's numbers tell more surely whether a post is missing."""
    for hole in signals.source_gaps:
        if not (hole.code in ANSWERS_ABSENT_POST and _numbers_cover(signals.numbers, hole.after_position - 1)):
            yield hole


def _numbers_cover(numbers: Numbers, index: int) -> bool:
    """Whether the points at `index` and behind it both have numbers; before the first point, whether numbers begin at 1."""
    if index < 0:
        return bool(numbers.numbered) and numbers.numbered[0][1] <= 1
    return numbers.number_at(index) is not None and numbers.number_at(index + 1) is not None


def _gap_in_count(signals: Signals) -> Iterator[Gap]:
    """The posts that the page counts beyond the points and the known holes."""
    points, declared = signals.points, signals.declared
    short = (declared or 0) - points - sum(hole.count or 0 for hole in signals.source_gaps)
    if declared is not None and short > 0 and not signals.numbers.missing:
        yield Gap(points, short, message("count_short", count=points, declared=message("posts", count=declared)))


def _proofs(signals: Signals) -> Iterator[Message]:
    numbers = signals.numbers
    if numbers.total is not None and not numbers.missing:
        first, last = min(number for _, number in numbers.numbered), max(number for _, number in numbers.numbered)
        if numbers.filled:
            yield message("numbers_complete.by_total", total=numbers.total)
        else:
            yield message("numbers_complete.by_range", first=first, last=last)
    if signals.declared is not None and signals.declared == signals.points:
        yield message("count_equal", declared=message("posts", count=signals.declared))
    if signals.ends:
        yield CHAIN_ENDS


def _doubts(signals: Signals) -> Iterator[Message]:
    numbers = signals.numbers.numbered
    if not numbers:
        yield message("no_numbers" if signals.points > 1 else "no_numbers.one_post")
    elif signals.numbers.total is None:
        yield message("no_total", last=numbers[-1][1])


def _remarks(signals: Signals) -> Iterator[Message]:
    numbers = signals.numbers
    for index, number in numbers.filled.items():
        yield message("number_absent", position=index + 1, number=number)
    falling = next((pair for pair in pairwise(numbers.numbered) if pair[1][1] < pair[0][1]), None)
    if falling is not None:
        (_, previous), (_, number) = falling
        yield message("out_of_order", number=number, previous=previous)
    if len(numbers.totals) > 1:
        yield message("totals_differ", totals=numbers.totals)
    if signals.declared is not None and signals.declared < signals.points:
        yield message("count_differs", count=signals.points, declared=message("posts", count=signals.declared))
    if signals.guessed:
        yield BOUNDARIES_GUESSED
    yield from signals.remarks
