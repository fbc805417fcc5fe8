"""The facts beside a title: where a thread is from and when. What nobody knows is said to be unknown.

Used by handouts and pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.bare_urls import safe_address
from domain.shapes.thread import Thread
from presentation.messages import Messages, day


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it says; `href` when it leads somewhere, `exact` the machine's form of a date."""

    label: str
    text: str
    href: str | None = None
    exact: str | None = None


def captured_at(thread: Thread) -> datetime | None:
    """When the latest of its captures was made, as far as anybody knows."""
    return max((capture.captured_at for capture in thread.captures), default=thread.archived_at)


def no_address(thread: Thread, said: Messages, *, hidden: bool) -> str:
    """The site, and that nobody gave an address, or that it is hidden."""
    named = said.shared.facts
    return f"{said.shared.sites[thread.version.site.value]}, {named.hidden_source if hidden else named.unknown_source}"


def facts(thread: Thread, said: Messages, rendered_at: datetime | None = None, *, hidden: bool = False) -> Iterator[Fact]:
    """Source, published, captured, and for a handout when it was made."""
    version, named = thread.version, said.shared.facts
    address = safe_address(version.url)
    yield Fact(named.source, address or no_address(thread, said, hidden=hidden), address)
    yield dated(named.published, version.posted_at, said)
    if captured := captured_at(thread):
        yield dated(named.captured, captured, said)
    if rendered_at:
        yield dated(named.rendered, rendered_at, said)


def dated(label: str, when: datetime | None, said: Messages) -> Fact:
    """A day as people write it, or that it is unknown."""
    if when is None:
        return Fact(label, said.shared.facts.unknown_date)
    return Fact(label, day(when), exact=when.isoformat())
