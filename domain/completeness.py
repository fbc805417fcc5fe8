"""Is the thread whole? Every signal there is, each told in a sentence; complete only with proof.

Asked by unrolling, and again when a person has edited a reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from domain.messages import Message
from domain.numbers import Numbers
from domain.sentences import counted, points
from domain.shapes.thread import Completeness, Gap, Verdict

GUESSED = Message(
    "boundaries_guessed",
    "Nothing in the text numbers or separates the posts, so each block between blank lines was taken for one.",
)
NO_NUMBERS = Message("no_numbers", "The points have no numbers, so nobody can tell whether some are missing.")
ONE_POST = Message("no_numbers", "This is one post without a number, so nobody can tell whether more belong to it.")
BROKEN = frozenset({"start_missing", "parent_missing"})  # holes that are seen only because a point answers what is not here
CHAIN_ENDS = Message("chain_ends", "The site itself shows that the thread ends after the last point.")
# What is told anew whenever the verdict is asked for.
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
        *(reason.code for reason in (GUESSED, NO_NUMBERS, CHAIN_ENDS)),
    }
)


@dataclass(frozen=True, slots=True)
class Signals:
    """What the verdict is made from.

    `found` counts points, `declared` is what the page says, `ends` that it shows the end. `holes` are places where the source
    showed that something is missing, `faults` what is missing inside of points or through us, `remarks` all else worth telling.
    """

    found: int
    numbers: Numbers
    declared: int | None = None
    ends: bool = False
    guessed: bool = False
    holes: tuple[Gap, ...] = ()
    faults: tuple[Message, ...] = ()
    remarks: tuple[Message, ...] = ()


def completeness(signals: Signals) -> Completeness:
    """The verdict: gaps when anything shows one, complete with proof, else unknown."""
    gaps = (*_gaps_in_numbers(signals.numbers), *_gaps_seen(signals), *_gap_in_count(signals))
    proofs = tuple(_proofs(signals))
    verdict = Verdict.GAPS if gaps or signals.faults else Verdict.COMPLETE if proofs else Verdict.UNKNOWN
    doubts = tuple(_doubts(signals)) if verdict is Verdict.UNKNOWN else ()
    told = (*(gap.reason for gap in gaps), *signals.faults, *proofs, *doubts, *_remarks(signals))
    return Completeness(
        verdict=verdict,
        declared=signals.numbers.total if signals.numbers.total is not None else signals.declared,
        missing=signals.numbers.missing,
        gaps=tuple(sorted(gaps, key=lambda gap: gap.after_position)),
        reasons=tuple(dict.fromkeys(told)),
    )


def _gaps_in_numbers(numbers: Numbers) -> Iterator[Gap]:
    for missing in numbers.missing_runs():
        before = [pair for pair in numbers.numbered if pair[1] < missing[0]]
        after = [pair for pair in numbers.numbered if pair[1] > missing[-1]]
        position = before[-1][0] + 1 if before else 0
        if before and after:
            why = f"the numbers jump from {before[-1][1]} to {after[0][1]}"
        elif after:
            why = f"the numbers begin at {after[0][1]}"
        else:
            last = before[-1][1] if before else numbers.numbered[-1][1]
            why = f"the author counts {numbers.total}, and the last one here is {last}"
        yield Gap(position, len(missing), Message("numbers_missing", f"{points(missing)} missing: {why}."))


def _gaps_seen(signals: Signals) -> Iterator[Gap]:
    """Holes that were seen, but not those of which the author's numbers know better whether anything is missing there."""
    for hole in signals.holes:
        if not (hole.code in BROKEN and _numbers_know(signals.numbers, hole.after_position - 1)):
            yield hole


def _numbers_know(numbers: Numbers, after: int) -> bool:
    """Whether numbers stand on both sides of a place; before the first point, whether they begin at one."""
    if after < 0:
        return bool(numbers.numbered) and numbers.numbered[0][1] <= 1
    return numbers.number_at(after) is not None and numbers.number_at(after + 1) is not None


def _gap_in_count(signals: Signals) -> Iterator[Gap]:
    """What a page's count says beyond the holes that are known already."""
    found, declared = signals.found, signals.declared
    short = (declared or 0) - found - sum(hole.count or 0 for hole in signals.holes)
    if declared is not None and short > 0 and not signals.numbers.missing:
        here = f"only {found:,} {'is' if found == 1 else 'are'} here"
        yield Gap(found, short, Message("count_short", f"The page says {counted(declared, 'post')}, and {here}."))


def _proofs(signals: Signals) -> Iterator[Message]:
    numbers = signals.numbers
    if numbers.total is not None and not numbers.missing:
        first, last = min(number for _, number in numbers.numbered), max(number for _, number in numbers.numbered)
        if numbers.filled:
            yield Message("numbers_complete", f"The author counts {numbers.total}, and every number has its point.")
        else:
            yield Message("numbers_complete", f"The author numbered the points {first} to {last}, and all of them are here.")
    if signals.declared is not None and signals.declared == signals.found:
        yield Message("count_equal", f"The page says {counted(signals.declared, 'post')}, and as many are here.")
    if signals.ends:
        yield CHAIN_ENDS


def _doubts(signals: Signals) -> Iterator[Message]:
    numbers = signals.numbers.numbered
    if not numbers:
        yield NO_NUMBERS if signals.found > 1 else ONE_POST
    elif signals.numbers.total is None:
        last = numbers[-1][1]
        yield Message(
            "no_total", f"The author's numbers go up to {last} without saying how many there are, so more may have followed."
        )


def _remarks(signals: Signals) -> Iterator[Message]:
    numbers, found = signals.numbers, signals.found
    for index, number in numbers.filled.items():
        yield Message(
            "number_absent",
            f"Point {index + 1} carries no number; it stands exactly where number {number} belongs and was taken for it.",
        )
    turned = next((pair for pair in pairwise(numbers.numbered) if pair[1][1] < pair[0][1]), None)
    if turned is not None:
        (_, above), (_, below) = turned
        yield Message(
            "out_of_order",
            f"The author's numbers do not rise: {below} stands behind {above}. The points stay as they stood.",
        )
    if len(numbers.totals) > 1:
        named = ", ".join(str(total) for total in numbers.totals)
        yield Message("totals_differ", f"The author names different totals ({named}); the largest was believed.")
    if signals.declared is not None and signals.declared < found:
        yield Message("count_differs", f"The page says {counted(signals.declared, 'post')}, but {found:,} were found.")
    if signals.guessed:
        yield GUESSED
    yield from signals.remarks
