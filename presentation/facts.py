"""The facts under a title: where a thread is from and when. Unknown ones are named as unknown. Used by handouts and pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.bare_urls import safe_address
from domain.shapes.thread import Thread
from presentation.messages import Messages, day


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its text; `href` when it is a link, `exact` the machine-readable form of a date."""

    label: str
    text: str
    href: str | None = None
    exact: str | None = None


def captured_at(thread: Thread) -> datetime | None:
    """The time of the latest capture; without captures that of archiving, if known."""
    return max((capture.captured_at for capture in thread.captures), default=thread.archived_at)


def no_address(thread: Thread, messages: Messages, *, hidden: bool) -> str:
    """The site, and that the address is unknown or hidden."""
    labels = messages.shared.facts
    return f"{messages.shared.sites[thread.version.site.value]}, {labels.hidden_source if hidden else labels.unknown_source}"


def facts(thread: Thread, messages: Messages, rendered_at: datetime | None = None, *, hidden: bool = False) -> Iterator[Fact]:
    """Source, published, captured, and for a handout when it was rendered."""
    version, labels = thread.version, messages.shared.facts
    address = safe_address(version.url)
    yield Fact(labels.source, address or no_address(thread, messages, hidden=hidden), address)
    yield date_fact(labels.published, version.posted_at, messages)
    if captured := captured_at(thread):
        yield date_fact(labels.captured, captured, messages)
    if thread.gone_at and not rendered_at:  # a handout stays as it is when its source goes
        yield date_fact(labels.gone, thread.gone_at, messages)
    if rendered_at:
        yield date_fact(labels.rendered, rendered_at, messages)


def date_fact(label: str, when: datetime | None, messages: Messages) -> Fact:
    """A fact with a day, or that it is unknown."""
    if when is None:
        return Fact(label, messages.shared.facts.unknown_date)
    return Fact(label, day(when), exact=when.isoformat())
