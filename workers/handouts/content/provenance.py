"""What a handout says about itself: is it whole, who tagged it, what it was made from, the foot of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.bare_urls import safe_address
from domain.shapes.handout import Edition
from domain.shapes.options import Options
from domain.shapes.theme import Codebook, TaggedBy
from domain.shapes.thread import Thread
from domain.version_digest import version_digest
from presentation.facts import captured_at, no_address
from presentation.messages import Messages, day, sentence
from presentation.verdict import verdict_line

LONGEST_TITLE, LONGEST_SOURCE, LONGEST_AUTHOR = 80, 100, 40


def foot(thread: Thread, rendered_at: datetime, options: Options, said: Messages) -> tuple[str, ...]:
    """The lines at the foot of every page: title and author, address, dates and verdict."""
    version = thread.version
    author = version.author.name or version.author.handle or said.shared.unknown_author
    address = (safe_address(version.url) or "").removeprefix("https://")
    verdict = verdict_line(version.completeness, len(version.points), said)
    dates = {"rendered": day(rendered_at), "verdict": verdict}
    captured = captured_at(thread)
    return (
        said.handout.foot_title(title=clipped(version.title, LONGEST_TITLE), author=clipped(author, LONGEST_AUTHOR)),
        clipped(address, LONGEST_SOURCE) or no_address(thread, said, hidden=options.redact),
        said.handout.foot_dates(captured=day(captured), **dates) if captured else said.handout.foot_made(**dates),
    )


def clipped(text: str, most: int) -> str:
    """At most so many characters, cut with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def remarks(thread: Thread, codebook: Codebook, edition: Edition, options: Options, said: Messages) -> Iterator[str]:
    """The sentences at the end of a handout."""
    if edition is not Edition.READING:
        yield tagging(thread, codebook, said)
        if thread.version.judge.warning:
            yield sentence(thread.version.judge.warning)
    dropped = sum(bool(line.strip()) for block in thread.version.dropped for line in block.split("\n"))
    if dropped:
        yield said.handout.left_out(dropped)
    if options.redact and options.pictures and any(point.media for point in thread.version.points):
        yield said.handout.pictures_may_name


def digests(thread: Thread, said: Messages) -> Iterator[str]:
    """How each capture was obtained, and the hashes by which capture and content can be known again."""
    for capture in thread.captures:
        via = said.shared.via[capture.via.value]
        yield said.handout.capture_line(date=day(capture.captured_at), via=via, digest=capture.sha256)
    yield said.handout.digest(digest=version_digest(thread.version))


def tagging(thread: Thread, codebook: Codebook, said: Messages) -> str:
    """Who tagged, and with which codebook."""
    tags = [tag for point in thread.version.points for tag in point.tags]
    named = {"codebook": codebook.name, "version": thread.codebook.version}
    if not tags:
        return str(said.handout.tags_none(**named))
    by_people = sum(tag.by is TaggedBy.PERSON for tag in tags)
    if by_people == len(tags):
        return str(said.handout.tags_all_person(**named))
    sentences = [said.handout.tags_model(**named, judge=thread.version.judge.name or said.shared.product)]
    if by_people:
        sentences.append(said.handout.tags_person(by_people))
    return " ".join(sentences)
