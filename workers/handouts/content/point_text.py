"""A point as plain text, with all that a person wrote in it: for cards, slides, tables and formats without a layout."""

from __future__ import annotations

from collections.abc import Iterator

from workers.handouts.content.figures import Figure
from workers.handouts.content.point_view import HandoutPoint


def full_text(item: HandoutPoint) -> str:
    """A point's text with the quoted post, and its media in words."""
    return "\n".join(filter(None, (text_with_quote(item), *media_texts(item)))).strip()


def text_with_quote(item: HandoutPoint) -> str:
    """A point's text and the quoted post's."""
    return "\n".join(filter(None, (item.point.text, *([f"{item.quote.heading}: {item.quote.text}"] if item.quote else []))))


def media_texts(item: HandoutPoint) -> Iterator[str]:
    """The media of a point and of its quoted post, in words."""
    for group in (*(item.quote.figures if item.quote else ()), *item.figures):
        yield from map(figure_text, group)


def figure_text(figure: Figure) -> str:
    """A picture, card or poll in words."""
    choices = [choice.words + (f" ({choice.share:g} %)" if choice.share is not None else "") for choice in figure.choices]
    return f"[{figure.label}: {'; '.join(filter(None, (*choices, figure.title, *figure.lines)))}]"
