"""What a handout says about itself: is it whole, what was left out, who tagged it, what it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.shapes.theme import Codebook, TaggedBy
from archive.shapes.thread import Completeness, Thread, Verdict
from archive.words import Words, day

NAMED = 12
"""Missing numbers that are named one by one before the line ends in an ellipsis."""


def verdict_line(completeness: Completeness, points: int, said: Words) -> str:
    """The completeness of a thread in one sentence."""
    declared, missing = completeness.declared, completeness.missing
    if completeness.verdict is Verdict.COMPLETE:
        if declared and declared != points:
            return str(said.handout.complete_declared(declared=declared))
        return str(said.handout.complete(points))
    if completeness.verdict is Verdict.UNKNOWN:
        return str(said.handout.unknown)
    if not missing:
        return str(said.handout.gaps)
    if declared:
        return str(said.handout.gaps_missing(len(missing), declared=declared, numbers=listed(missing, said)))
    return str(said.handout.gaps_missing_undeclared(len(missing), numbers=listed(missing, said)))


def listed(numbers: Sequence[int], said: Words) -> str:
    """Numbers as people list them: 3, 6 and 7."""
    names = [str(number) for number in numbers[:NAMED]]
    if len(numbers) > NAMED:
        return str(said.shared.comma.join([*names, "…"]))
    if len(names) == 1:
        return names[0]
    return str(said.shared.comma.join(names[:-1])) + str(said.shared["and"]) + names[-1]


def remarks(thread: Thread, codebook: Codebook, said: Words) -> Iterator[str]:
    """The sentences at the end of a handout."""
    yield tagging(thread, codebook, said)
    dropped = sum(bool(line.strip()) for block in thread.version.dropped for line in block.split("\n"))
    if dropped:
        yield said.handout.left_out(dropped)
    for capture in thread.captures:
        via = said.shared.via[capture.via.value]
        yield said.handout.capture_line(date=day(capture.captured_at), via=via, digest=capture.sha256)


def tagging(thread: Thread, codebook: Codebook, said: Words) -> str:
    """Who tagged, and with which codebook."""
    tags = [tag for point in thread.version.points for tag in point.tags]
    named = {"codebook": codebook.name, "version": thread.codebook.version}
    if not tags:
        return str(said.handout.tags_none(**named))
    by_people = sum(tag.by is TaggedBy.PERSON for tag in tags)
    if by_people == len(tags):
        return str(said.handout.tags_all_person(**named))
    sentences = [said.handout.tags_model(**named)]
    if by_people:
        sentences.append(said.handout.tags_person(by_people))
    return " ".join(sentences)
