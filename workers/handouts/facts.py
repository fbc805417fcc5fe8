"""The facts beside a title: where a thread is from and when. What nobody knows is said to be unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from archive.bare_links import safe_address
from archive.shapes.thread import Thread
from archive.words import Words, day


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it says; `href` when it leads somewhere, `exact` the machine's form of a date."""

    label: str
    text: str
    href: str | None = None
    exact: str | None = None


def facts(thread: Thread, rendered_at: datetime, said: Words) -> Iterator[Fact]:
    """Source, published, captured, made."""
    version = thread.version
    address = safe_address(version.url)
    site = said.shared.sites[version.site.value]
    yield Fact(said.handout.source, address or f"{site}, {said.handout.unknown_source}", address)
    yield dated(said.handout.published, version.posted_at, said)
    captured = max((capture.captured_at for capture in thread.captures), default=thread.archived_at)
    if captured:
        yield dated(said.handout.captured, captured, said)
    yield dated(said.handout.rendered, rendered_at, said)


def dated(label: str, when: datetime | None, said: Words) -> Fact:
    """A day as people write it, or that it is unknown."""
    if when is None:
        return Fact(label, said.handout.unknown_date)
    return Fact(label, day(when), exact=when.isoformat())
