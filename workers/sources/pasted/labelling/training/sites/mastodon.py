"""Pages of Mastodon: the age above the name or below the handle, the host only at strangers and in focus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.training.page_parts import (
    age,
    attachments,
    boilerplate,
    clock,
    counts,
    date,
    number,
    plain_rows,
    quoted_rows,
    translation,
    words,
)
from workers.sources.pasted.labelling.training.scenario import Message, Row, Scenario


@dataclass(frozen=True, slots=True)
class Layout:
    """What is the same for all posts of one page."""

    host: str
    one_line: bool
    age_above: bool
    dates: bool
    blank: int
    labelled_counts: bool


def mastodon_page(page: Scenario) -> list[Row]:
    """A thread; its first post is in focus nearly always."""
    layout = Layout(
        f"{page.prose.word_ascii()}.example", page.odds(0.3), page.odds(0.8), page.odds(0.4), page.pick(0, 0, 1), page.odds(0.1)
    )
    rows = list(_head(page))
    for index, message in enumerate(page.messages):
        if message.hidden_above:
            rows.append(Row(page.interface("see_more_replies"), 0, Label.PAGE))
        rows += _post(page, layout, message, index == 0 and page.odds(0.85), layout.blank if rows else 0)
    return [*rows, *(boilerplate(page, 8, 0.4) if page.odds(0.12) else ())]


def _head(page: Scenario) -> Iterator[Row]:
    if page.odds(0.08):
        yield from boilerplate(page, 6)
    if page.odds(0.6):
        yield Row(page.interface("back"), 0, Label.PAGE)


def _post(page: Scenario, layout: Layout, message: Message, focus: bool, above: int) -> Iterator[Row]:
    rows = [*_context(page), *_header(page, layout, message, focus)]
    rows[0].above = above
    yield from rows
    yield from words(message)
    if message.cut:
        message.cut = False  # the words are only hidden from the eye: they are copied too
        yield Row(page.interface("read_more"), 0, Label.TRAILER)
    yield from translation(page, message)
    if message.quote is not None:
        quoted = message.quote.person
        header = [quoted.name, f"@{quoted.handle}@{layout.host}", age(page)][: page.chance.randint(2, 3)]
        yield from quoted_rows(plain_rows(header, Label.ATTACHED), message.quote)
    yield from attachments(page, message)
    yield from _focus_lines(page) if focus else _counts(page, layout)


def _context(page: Scenario) -> Iterator[Row]:
    if page.odds(0.04):
        yield Row(
            page.pick(
                page.interface("pinned"),
                f"{page.prose.name()} {page.interface('reposted')}",
                f"{page.interface('replying_to')} {page.author.name}",
            ),
            0,
            Label.META,
        )


def _header(page: Scenario, layout: Layout, message: Message, focus: bool) -> list[Row]:
    away = message.person is not page.author
    handle = f"@{message.person.handle}" + (f"@{layout.host}" if focus or away else "")
    when = [] if focus else [Row(date(page, page.odds(0.5)) if layout.dates else age(page), 0, Label.META)]
    if layout.one_line:
        name = [Row(f"{message.person.name} {handle}", 0, Label.NAME)]
    else:
        name = [Row(message.person.name, 0, Label.NAME), Row(handle, 0, Label.HANDLE)]
    return [*when, *name] if layout.age_above else [*name, *when]


def _focus_lines(page: Scenario) -> Iterator[Row]:
    yield Row(f"{date(page, True)}, {clock(page.chance)}", page.pick(0, 0, 1), Label.TRAILER)
    if page.odds(0.1):
        yield from plain_rows(["·", f"{page.interface('edited')} {date(page)}"], Label.TRAILER)
    for label in page.pick(["", "Web", ""], ["", "", "Web"], ["", "Web"], [""], ["", page.prose.label(), ""]):
        yield from plain_rows([" ·", *([label] if label else [])], Label.TRAILER)
    for label in ("boosts", "favourites"):
        joined = page.odds(0.4)
        yield from plain_rows(
            [f"{number(page)} {page.interface(label)}"] if joined else [number(page), f" {page.interface(label)}"],
            Label.TRAILER,
        )
        if page.odds(0.5):
            yield Row(" ·", 0, Label.TRAILER)


def _counts(page: Scenario, layout: Layout) -> Iterator[Row]:
    if layout.labelled_counts:
        yield from plain_rows(
            [f"{number(page)} {page.interface(key)}" for key in ("replies", "boosts", "favourites")], Label.TRAILER
        )
        return
    yield Row(page.chance.choice(("0", "1", "1+", "2")), 0, Label.TRAILER)
    yield from counts(page, 2, 0.2)
