"""Pages of Bluesky: marks of direction round names, ages behind a dot, labels at the post in focus."""

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
from workers.sources.pasted.labelling.training.scenario import Message, Person, Row, Scenario


@dataclass(frozen=True, slots=True)
class Layout:
    """What is the same for all posts of one page."""

    marks: bool
    one_line: bool
    blank: int
    joiner: str


def bluesky_page(page: Scenario) -> list[Row]:
    """A thread; its first post is in focus nearly always."""
    layout = Layout(
        page.odds(0.7), page.odds(0.2), page.pick(0, 0, 1), page.pick("at", "", ",", "à", "um", "·", "alle", "kl.", "o")
    )
    rows = list(_head(page))
    for index, message in enumerate(page.messages):
        focus = index == 0 and page.odds(0.9)
        if message.hidden_above:
            rows.append(Row(page.interface("see_more_replies"), 0, Label.PAGE))
        rows += _post(page, layout, message, focus, layout.blank if rows else 0)
    rows += plain_rows([page.interface("see_more_replies")], Label.PAGE) if page.odds(0.1) else []
    return [*rows, *(boilerplate(page, 6) if page.odds(0.1) else ())]


def _head(page: Scenario) -> Iterator[Row]:
    if page.odds(0.08):
        yield from boilerplate(page, 8, 0.1)
    if page.odds(0.7):
        yield Row(page.interface("post"), 0, Label.PAGE)


def _post(page: Scenario, layout: Layout, message: Message, focus: bool, above: int) -> Iterator[Row]:
    rows = [*_context(page, message), *_header(page, layout, message.person, focus)]
    rows[0].above = above
    yield from rows
    yield from words(message)
    if message.cut:
        yield Row(page.interface("show_more"), 0, Label.TRAILER)
    yield from translation(page, message)
    yield from _quote(page, layout, message)
    yield from attachments(page, message)
    if focus:
        yield from _focus_lines(page, layout)
    yield from counts(page, 3, 0.05 if message.point is not None else 0.25)


def _context(page: Scenario, message: Message) -> Iterator[Row]:
    if page.odds(0.03):
        yield Row(page.pick(page.interface("pinned"), f"{page.interface('reposted')} {page.prose.name()}"), 0, Label.META)
    if message.point is None and page.odds(0.05):
        yield Row(f"{page.interface('replying_to')} {page.author.name}", 0, Label.META)


def _host(person: Person) -> str:
    return f"@{person.handle}" if "." in person.handle.strip(".") else f"@{person.handle.replace('_', '-')}.bsky.social"


def _header(page: Scenario, layout: Layout, person: Person, focus: bool) -> list[Row]:
    """Name, handle, age; on one line where the page has it so."""
    name, host = _marked(layout, person.name), _marked(layout, _host(person))
    if layout.one_line and not focus:
        return [Row(f"{name} {host} · {age(page)}", 0, Label.NAME)]
    rows = [Row(name, 0, Label.NAME), Row(host, 0, Label.HANDLE)]
    if not focus:
        return [*rows, *plain_rows(page.pick([f"· {age(page)}"], [f"· {age(page)}"], ["·", age(page)]), Label.META)]
    return [
        *rows,
        *(plain_rows([page.interface(page.pick("follow", "follow", "following"))], Label.META) if page.odds(0.7) else ()),
    ]


def _marked(layout: Layout, text: str) -> str:
    return f"\u202a{text}\u202c" if layout.marks else text


def _quote(page: Scenario, layout: Layout, message: Message) -> Iterator[Row]:
    if message.quote is not None:
        yield from quoted_rows(_header(page, layout, message.quote.person, False), message.quote)


def _focus_lines(page: Scenario, layout: Layout) -> Iterator[Row]:
    yield Row(f"{date(page, True)} {layout.joiner} {clock(page.chance)}".replace("  ", " "), page.pick(0, 0, 1), Label.TRAILER)
    if page.odds(0.7):
        yield Row(page.interface("everybody_can_reply"), 0, Label.TRAILER)
    for label in ("reposts", "quotes", "likes", "bookmarks"):
        if page.odds(0.6):
            yield from plain_rows(
                page.pick(
                    [f"{number(page)} {page.interface(label)}"],
                    [f"{number(page)} {page.interface(label)}"],
                    [number(page), page.interface(label)],
                ),
                Label.TRAILER,
            )
    if page.odds(0.7):
        yield Row(page.interface("write_reply"), 0, Label.PAGE)
