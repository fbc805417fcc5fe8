"""Points and quoted posts prepared for display. Pages and handouts extend these views with what only they show."""

from __future__ import annotations

from dataclasses import dataclass

from domain.bare_urls import safe_address
from domain.shapes.post import Quote
from domain.shapes.thread import Point, Role
from presentation.messages import day, load_messages, sentence
from presentation.tag_view import TagView


@dataclass(frozen=True, slots=True)
class PointView:
    """A point with its text as HTML and its tags."""

    point: Point
    html: str
    tags: tuple[TagView, ...]

    @property
    def position(self) -> int:
        return self.point.position

    @property
    def label(self) -> str:
        """The author's number, else the position; empty for an opening, aside or closing."""
        point = self.point
        if point.role is not Role.POINT:
            return ""
        return str(point.number if point.number is not None else point.position)

    @property
    def role(self) -> str:
        """The name of an opening, aside or closing; empty for a point."""
        return "" if self.point.role is Role.POINT else str(load_messages().shared.roles[self.point.role.value])

    @property
    def url(self) -> str | None:
        return safe_address(self.point.url)


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Another post inside a post, with its text as HTML."""

    quote: Quote
    html: str

    @property
    def text(self) -> str:
        return quote_text(self.quote)

    @property
    def heading(self) -> str:
        """Whose post it is."""
        return quote_heading(self.quote)

    @property
    def href(self) -> str | None:
        return safe_address(self.quote.url)


def quote_text(quote: Quote) -> str:
    """The text of the quoted post, else the reason why it is unavailable."""
    return quote.text or (sentence(quote.unavailable) if quote.unavailable else "")


def quote_heading(quote: Quote, *, detailed: bool = False) -> str:
    """Names the author of the quoted post; `detailed` adds the handle and the date."""
    messages = load_messages().shared
    name, handle = quote.author.name or quote.author.handle, quote.author.handle
    if detailed and name and handle and handle != name:
        name = f"{name} @{handle}"
    heading = str(messages.quoting(name=name) if name else messages.quoting_someone)
    return f"{heading}, {day(quote.posted_at)}" if detailed and quote.posted_at else heading
