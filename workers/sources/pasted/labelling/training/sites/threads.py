"""Pages of Threads: bare handles, no display names, a badge for the author."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.training.page_parts import (
    age,
    attachments,
    boilerplate,
    counts,
    date,
    number,
    numeric_date,
    plain_rows,
    quoted_rows,
    words,
)
from workers.sources.pasted.labelling.training.scenario import Message, Row, Scenario

LABELLED = ("like", "reply", "repost", "send")


@dataclass(frozen=True, slots=True)
class Layout:
    """What is the same for all posts of one page."""

    dates: int
    own_marks: bool
    blank: int
    translate: bool
    labelled: bool
    topic: bool


def threads_page(page: Scenario) -> list[Row]:
    """A thread and its answers."""
    layout = Layout(page.pick(0, 1, 1, 2), page.odds(0.2), page.pick(0, 0, 1), page.odds(0.5), page.odds(0.12), page.odds(0.1))
    rows = (
        plain_rows(["Thread", *([f"{number(page)} {page.interface('views')}"] if page.odds(0.8) else [])], Label.PAGE)
        if page.odds(0.7)
        else []
    )
    for index, message in enumerate(page.messages):
        if message.hidden_above:
            rows.append(Row(page.interface("see_more_replies"), 0, Label.PAGE))
        rows += _post(page, layout, message, index)
        if index == 0 and page.odds(0.15):
            rows += plain_rows(
                [page.interface("relevant_order"), page.interface("view_activity")][: page.chance.randint(1, 2)], Label.PAGE
            )
    return [*rows, *_foot(page)]


def _post(page: Scenario, layout: Layout, message: Message, index: int) -> Iterator[Row]:
    yield from _header(page, layout, message, index)
    yield from words(message)
    if message.cut:
        yield Row(page.interface("show_more"), 0, Label.TRAILER)
    if layout.own_marks and message.point is not None:
        yield from plain_rows([str(message.point + 1), "/", str(len(page.own))], Label.TRAILER)
    if layout.translate and page.odds(0.9):
        yield Row(page.interface("translate_short"), 0, Label.TRAILER)
    if message.quote is not None:
        yield from quoted_rows(plain_rows([message.quote.person.handle.lower(), age(page)], Label.ATTACHED), message.quote)
    yield from attachments(page, message)
    if layout.labelled:
        yield from (
            Row(text, 0, Label.TRAILER)
            for key in LABELLED
            for text in (page.interface(key), *([number(page)] if page.odds(0.6) else []))
        )
    else:
        yield from counts(page, 4, 0.05 if message.point is not None else 0.2)


def _header(page: Scenario, layout: Layout, message: Message, index: int) -> Iterator[Row]:
    yield Row(message.person.handle.lower(), layout.blank if index else 0, Label.NAME)
    if page.odds(0.04):
        yield Row(page.interface("verified"), 0, Label.META)
    if layout.topic and message.point is not None:
        yield from plain_rows([">", page.prose.label(3)], Label.META)
    badge = page.interface("author_badge")
    if message.person is page.author and index and page.odds(0.6):
        yield from plain_rows(page.pick(["·", badge], ["·", badge], [badge]), Label.META)
    yield Row((age(page), numeric_date(page), date(page))[layout.dates], 0, Label.META)
    if page.odds(0.03):
        yield from plain_rows(["·", page.interface("edited_short")], Label.META)


def _foot(page: Scenario) -> Iterator[Row]:
    if page.odds(0.4):
        yield Row(f"{page.interface('log_in')} – {page.interface('see_more_replies')}.", page.pick(0, 1), Label.PAGE)
    if page.odds(0.1):
        yield from boilerplate(page, 6, 0.3)
