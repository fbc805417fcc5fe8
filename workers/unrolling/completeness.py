"""Is the thread whole? Every signal there is, each told in a sentence; complete only with proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.shapes.reading import Reading, Reason
from archive.shapes.thread import Completeness, Gap, Verdict
from workers.unrolling.chain import Chain
from workers.unrolling.numbers import Numbers
from workers.unrolling.sentences import counted, points

GUESSED = Reason(
    "boundaries_guessed",
    "Nothing in the text numbers or separates the posts, so each block between blank lines was taken for one.",
)
NO_NUMBERS = Reason("no_numbers", "The points have no numbers, so nobody can tell whether some are missing.")
ONE_POST = Reason("no_numbers", "This is one post without a number, so nobody can tell whether more belong to it.")
BROKEN = frozenset({"start_missing", "parent_missing"})  # holes that are seen only because a point answers what is not here
CHAIN_ENDS = Reason("chain_ends", "The site itself shows that the thread ends after the last point.")


@dataclass(frozen=True, slots=True)
class Signals:
    """What the verdict is made from. `declared` is what the page says, `ends` that it shows the end."""

    chain: Chain
    numbers: Numbers
    declared: int | None
    ends: bool
    guessed: bool

    @classmethod
    def of(cls, reading: Reading, chain: Chain, numbers: Numbers) -> Signals:
        return cls(chain, numbers, reading.declared, reading.ends, reading.guessed)


def completeness(signals: Signals) -> Completeness:
    """The verdict: gaps when anything shows one, complete with proof, else unknown."""
    gaps = (*_gaps_in_numbers(signals.numbers), *_gaps_seen(signals), *_gap_in_count(signals))
    faults = tuple(_faults(signals))
    proofs = tuple(_proofs(signals))
    verdict = Verdict.GAPS if gaps or faults else Verdict.COMPLETE if proofs else Verdict.UNKNOWN
    doubts = tuple(_doubts(signals)) if verdict is Verdict.UNKNOWN else ()
    told = (*(Reason(gap.code, gap.message) for gap in gaps), *faults, *proofs, *doubts, *_remarks(signals))
    return Completeness(
        verdict=verdict,
        declared=signals.numbers.total if signals.numbers.total is not None else signals.declared,
        missing=signals.numbers.missing,
        gaps=tuple(sorted(gaps, key=lambda gap: gap.after_position)),
        reasons=tuple(dict.fromkeys(told)),
    )


def _gaps_in_numbers(numbers: Numbers) -> Iterator[Gap]:
    for missing in numbers.runs_missing():
        before = [pair for pair in numbers.numbered if pair[1] < missing[0]]
        after = [pair for pair in numbers.numbered if pair[1] > missing[-1]]
        position = before[-1][0] + 1 if before else 0
        if before and after:
            why = f"the numbers jump from {before[-1][1]} to {after[0][1]}"
        elif after:
            why = f"the numbers begin at {after[0][1]}"
        else:
            why = f"the author counts {numbers.total}, and the last one here is {before[-1][1]}"
        yield Gap(position, len(missing), "numbers_missing", f"{points(missing)} missing: {why}.")


def _gaps_seen(signals: Signals) -> Iterator[Gap]:
    """Holes that were seen, but not those of which the author's numbers know better whether anything is missing there."""
    for hole in signals.chain.holes:
        if not (hole.reason.code in BROKEN and _numbers_know(signals.numbers, hole.after)):
            yield Gap(hole.after + 1, hole.count, hole.reason.code, hole.reason.message)


def _numbers_know(numbers: Numbers, after: int) -> bool:
    """Whether numbers stand on both sides of a place; before the first point, whether they begin at one."""
    if after < 0:
        return bool(numbers.numbered) and numbers.numbered[0][1] <= 1
    return numbers.at(after) is not None and numbers.at(after + 1) is not None


def _gap_in_count(signals: Signals) -> Iterator[Gap]:
    found = len(signals.chain.posts)
    if signals.declared is not None and found < signals.declared and not signals.numbers.missing:
        short = signals.declared - found
        sentence = (
            f"The page says {counted(signals.declared, 'post')}, and only {found:,} {'is' if found == 1 else 'are'} here."
        )
        yield Gap(found, short, "count_short", sentence)


def _faults(signals: Signals) -> Iterator[Reason]:
    """What is missing inside of points, or through us."""
    for position, post in enumerate(signals.chain.posts, start=1):
        if post.truncated:
            yield Reason("truncated", f"The end of point {position} is missing: the site showed only its beginning.")
    if signals.chain.lost:
        lost = counted(signals.chain.lost, "post")
        yield Reason("posts_lost", f"{lost} could not be placed in the thread. This is a fault of Threadsheet's.")


def _proofs(signals: Signals) -> Iterator[Reason]:
    numbers, found = signals.numbers, len(signals.chain.posts)
    if numbers.total is not None and not numbers.missing:
        first, last = min(number for _, number in numbers.numbered), max(number for _, number in numbers.numbered)
        if numbers.filled:
            yield Reason("numbers_complete", f"The author counts {numbers.total}, and every number has its point.")
        else:
            yield Reason("numbers_complete", f"The author numbered the points {first} to {last}, and all of them are here.")
    if signals.declared is not None and signals.declared == found:
        yield Reason("count_equal", f"The page says {counted(signals.declared, 'post')}, and as many are here.")
    if signals.ends:
        yield CHAIN_ENDS


def _doubts(signals: Signals) -> Iterator[Reason]:
    numbers = signals.numbers.numbered
    if not numbers:
        yield NO_NUMBERS if len(signals.chain.posts) > 1 else ONE_POST
    elif signals.numbers.total is None:
        last = numbers[-1][1]
        yield Reason(
            "no_total", f"The author's numbers go up to {last} without saying how many there are, so more may have followed."
        )


def _remarks(signals: Signals) -> Iterator[Reason]:
    numbers, found = signals.numbers, len(signals.chain.posts)
    for index, number in numbers.filled.items():
        yield Reason(
            "number_absent",
            f"Point {index + 1} carries no number; it stands exactly where number {number} belongs and was taken for it.",
        )
    if len(numbers.totals) > 1:
        named = ", ".join(str(total) for total in numbers.totals)
        yield Reason("totals_differ", f"The author names different totals ({named}); the largest was believed.")
    if signals.declared is not None and signals.declared < found:
        yield Reason("count_differs", f"The page says {counted(signals.declared, 'post')}, but {found:,} were found.")
    if signals.guessed:
        yield GUESSED
    yield from signals.chain.reasons
