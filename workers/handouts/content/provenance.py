"""A handout's notes on itself: who tagged it, its captures and their digests, and the footer of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.bare_urls import safe_address
from domain.editions import CONTENTS, Edition
from domain.shapes.codebook import Codebook
from domain.shapes.options import Options
from domain.shapes.tag import TaggedBy
from domain.shapes.thread import Thread
from domain.version_digest import version_digest
from presentation.facts import captured_at, no_address
from presentation.messages import Messages, day, sentence
from presentation.verdict import verdict_line

LONGEST_SOURCE, LONGEST_AUTHOR = 100, 40
RUNNING_WORDS, LONGEST_RUNNING = 5, 44


def footer(thread: Thread, rendered_at: datetime, options: Options, messages: Messages) -> tuple[str, ...]:
    """The lines of the pages' footer: title and author, address, dates and verdict."""
    version = thread.version
    author = version.author.name or version.author.handle or messages.shared.unknown_author
    address = (safe_address(version.url) or "").removeprefix("https://")
    verdict = verdict_line(version.completeness, len(version.points), messages)
    dates = {"rendered": day(rendered_at), "verdict": verdict}
    captured = captured_at(thread)
    return (
        messages.handout.foot_title(title=running_title(version.title), author=clip(author, LONGEST_AUTHOR)),
        clip(address, LONGEST_SOURCE) or no_address(thread, messages, hidden=options.redact),
        messages.handout.foot_dates(captured=day(captured), **dates) if captured else messages.handout.foot_made(**dates),
    )


def running_title(title: str) -> str:
    """The first words of a title, for the foot of every page but the first."""
    words = title.split()
    return clip(
        title if len(words) <= RUNNING_WORDS else " ".join(words[:RUNNING_WORDS]).rstrip(",;:–—-") + "…", LONGEST_RUNNING
    )


def clip(text: str, max_length: int) -> str:
    """A text of at most `max_length` characters, cut with an ellipsis, between words where it has some."""
    if len(text) <= max_length:
        return text
    head, _, rest = text[:max_length].rpartition(" ")
    return (head if len(rest) < max_length // 2 else text[: max_length - 1]).rstrip() + "…"


def remarks(thread: Thread, codebook: Codebook, edition: Edition, options: Options, messages: Messages) -> Iterator[str]:
    """The sentences about tagging and about what was left out, at the end of a handout."""
    if CONTENTS[edition].tagging:
        warning = thread.version.judge.warning
        yield from dict.fromkeys((tagging(thread, codebook, messages), *([sentence(warning)] if warning else [])))
    dropped = sum(bool(line.strip()) for block in thread.version.dropped for line in block.split("\n"))
    if dropped:
        yield messages.handout.left_out(dropped)
    if options.redact and options.pictures and any(point.media for point in thread.version.points):
        yield messages.handout.pictures_may_name


def digests(thread: Thread, messages: Messages) -> Iterator[str]:
    """How each capture was obtained, and the hashes by which the captures and the content can be verified."""
    for capture in thread.captures:
        via = messages.shared.via[capture.via.value]
        yield messages.handout.capture_line(date=day(capture.captured_at), via=via, digest=capture.sha256)
    yield messages.handout.digest(digest=version_digest(thread.version))


def tagging(thread: Thread, codebook: Codebook, messages: Messages) -> str:
    """Sentences about who tagged, and with which codebook."""
    tags = [tag for point in thread.version.points for tag in point.tags]
    warning = thread.version.judge.warning
    if not tags and warning and warning.code == "not_judged":
        return sentence(warning)
    values = {"codebook": codebook.name, "version": thread.codebook.version}
    if not tags:
        return str(messages.handout.tags_none(**values))
    by_people = sum(tag.by is TaggedBy.PERSON for tag in tags)
    if by_people == len(tags):
        return str(messages.handout.tags_all_person(**values))
    sentences = [messages.handout.tags_model(**values, judge=thread.version.judge.name or messages.shared.product)]
    if by_people:
        sentences.append(messages.handout.tags_person(by_people))
    return " ".join(sentences)
