"""What a handout says about itself at its end: what was left out, who tagged it, what it was made from."""

from __future__ import annotations

from collections.abc import Iterator

from archive.shapes.theme import Codebook, TaggedBy
from archive.shapes.thread import Thread
from archive.words import Words, day


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
