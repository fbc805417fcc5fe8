"""Pages of X: a thread, copied from the conversation alone or with menu, side bar and foot."""

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

MENU_KEYS = ("home", "explore", "notifications", "messages", "bookmarks", "profile", "more_menu", "post")


@dataclass(frozen=True, slots=True)
class Layout:
    """What is the same for all posts of one page."""

    blank: int
    counts: int
    one_line: bool
    dates: bool
    quote_label: bool


def x_page(page: Scenario) -> list[Row]:
    """A thread: the post in focus has its date below, all others behind the handle."""
    layout = Layout(page.pick(0, 1, 1, 2), page.pick(3, 4, 4, 5), page.odds(0.08), page.odds(0.7), page.odds(0.8))
    rows = list(_head(page))
    for index, message in enumerate(page.messages):
        if message.hidden_above or (index and page.odds(0.02) and message.point is None):
            rows.append(Row(page.interface("show_replies"), 0, Label.PAGE))
        rows += _post(page, layout, message, focus=index == 0 and page.odds(0.85), above=layout.blank if rows else 0)
        if index == 0:
            rows += _reply_box(page)
    rows += _foot(page)
    return rows


def _head(page: Scenario) -> Iterator[Row]:
    if page.odds(0.12):
        yield from _menu(page)
    if page.odds(0.7):
        yield Row(page.interface("post"), 0, Label.PAGE)
        if page.odds(0.3):
            yield Row(page.interface("new_posts"), 1, Label.PAGE)
        if page.odds(0.8):
            yield Row(page.interface("conversation"), page.pick(0, 1), Label.PAGE)


def _menu(page: Scenario) -> Iterator[Row]:
    """The side menu with the reader's own name, when all of a page was selected."""
    if page.odds(0.4):
        yield from plain_rows([page.prose.sentence(), page.prose.label(3)], Label.PAGE)
    labels = [page.interface(key) for key in MENU_KEYS if page.odds(0.8)]
    yield from plain_rows([*labels, *(page.prose.label() for _ in range(page.chance.randint(0, 3)))], Label.PAGE)
    yield from plain_rows([page.prose.name(), f"@{page.prose.handle()}"], Label.PAGE)


def _reply_box(page: Scenario) -> Iterator[Row]:
    if page.odds(0.1):
        yield from plain_rows(
            [page.interface("relevant_order"), page.interface("view_quotes")][: page.chance.randint(1, 2)], Label.PAGE
        )
    if page.odds(0.15):
        yield from plain_rows([page.interface("write_reply"), page.interface("reply")][: page.chance.randint(1, 2)], Label.PAGE)


def _post(page: Scenario, layout: Layout, message: Message, focus: bool, above: int) -> Iterator[Row]:
    rows = [*_context(page), *_header(page, layout, message, focus), *_replying(page, message), *_body(page, layout, message)]
    rows[0].above = above
    yield from rows
    if focus:
        yield from _focus_line(page)
    yield from counts(page, layout.counts, 0.05 if message.point is not None else 0.2)


def _context(page: Scenario) -> Iterator[Row]:
    """A line above the header: pinned, or who reposted it."""
    if page.odds(0.03):
        yield Row(page.pick(page.interface("pinned"), f"{page.prose.name()} {page.interface('reposted')}"), 0, Label.META)


def _header(page: Scenario, layout: Layout, message: Message, focus: bool) -> Iterator[Row]:
    name, handle = message.person.name, f"@{message.person.handle}"
    when = date(page) if layout.dates and page.odds(0.8) else age(page)
    if layout.one_line and not message.advert and not focus:
        yield Row(f"{name} {handle} · {when}", 0, Label.NAME)
        return
    yield Row(name, 0, Label.NAME)
    if page.odds(0.04):
        yield Row(page.pick(page.prose.label(), page.interface("verified")), 0, Label.META)
    yield Row(handle, 0, Label.HANDLE)
    if message.advert:
        yield Row(page.interface("ad"), 0, Label.META)
    elif not focus:
        yield from plain_rows(["·", when], Label.META)
    elif page.odds(0.06):
        yield Row(page.interface(page.pick("subscribe", "follow")), 0, Label.META)


def _replying(page: Scenario, message: Message) -> Iterator[Row]:
    if message.point is None and page.odds(0.08):
        form = page.pick(
            [page.interface("replying_to"), f"@{page.author.handle}"],
            [f"{page.interface('replying_to')} @{page.author.handle}"],
        )
        yield from plain_rows(form, Label.META)


def _body(page: Scenario, layout: Layout, message: Message) -> Iterator[Row]:
    if message.translated and page.odds(0.3):  # X prints it above the words at times
        yield from plain_rows(
            [f"{page.interface('translated')} {page.prose.label(1)}", page.interface("show_original")], Label.ATTACHED
        )
        yield from words(message)
    else:
        yield from words(message)
        yield from translation(page, message)
    if message.cut:
        yield Row(page.interface("show_more"), 0, Label.TRAILER)
    if message.quote is not None:
        yield from _quote(page, layout, message.quote)
    yield from attachments(page, message)


def _quote(page: Scenario, layout: Layout, quote: Message) -> Iterator[Row]:
    label = [page.interface("quote")] if layout.quote_label else []
    header = [*label, quote.person.name, f"@{quote.person.handle}", "·", date(page) if layout.dates else age(page)]
    yield from quoted_rows(plain_rows(header, Label.ATTACHED), quote)
    if page.odds(0.15):
        yield Row(page.interface("show_more"), 0, Label.ATTACHED)


def _focus_line(page: Scenario) -> Iterator[Row]:
    """Date, time and views below the post in focus."""
    when = f"{clock(page.chance)} · {date(page, True)}"
    if page.odds(0.1):
        when = f"{page.interface('edited')} {when}"
    views = page.pick(
        ["·", number(page), f" {page.interface('views')}"], ["·", f"{number(page)} {page.interface('views')}"], []
    )
    yield from plain_rows([when, *views], Label.TRAILER, page.pick(0, 0, 1))
    if page.odds(0.12):
        labels = [
            f"{number(page)} {page.interface(key)}" for key in ("reposts", "quotes", "likes", "bookmarks") if page.odds(0.7)
        ]
        yield from plain_rows(labels, Label.TRAILER)


def _foot(page: Scenario) -> Iterator[Row]:
    if page.odds(0.2):
        yield Row(page.interface("see_more_replies"), page.pick(0, 1), Label.PAGE)
    if page.odds(0.18):
        yield from _side_bar(page)
    if page.odds(0.1):
        yield from _wall(page)


def _side_bar(page: Scenario) -> Iterator[Row]:
    """Relevant people, what is trending, the foot of the site."""
    person = page.chance.choice([page.author, page.author, *page.others])
    yield from plain_rows(
        [
            page.interface("relevant"),
            person.name,
            f"@{person.handle}",
            page.interface("follow"),
            *([person.headline] if page.odds(0.4) else [page.prose.line() for _ in range(page.chance.randint(0, 2))]),
        ],
        Label.PAGE,
        page.pick(0, 1),
    )
    yield Row(page.interface("trending"), page.pick(0, 1), Label.PAGE)
    for _ in range(page.chance.randint(1, 4)):
        topic = [
            page.prose.words(2),
            page.pick(f"#{page.prose.word()}", page.prose.label(2)),
            f"{number(page)} {page.interface('posts')}",
        ]
        yield from plain_rows(topic, Label.PAGE)
    if page.odds(0.5):
        yield from plain_rows(
            [page.interface("show_more"), page.interface("terms"), "|", page.interface("privacy"), "|", "© 2025 X Corp."],
            Label.PAGE,
        )


def _wall(page: Scenario) -> Iterator[Row]:
    """What a reader without an account is told."""
    yield from plain_rows(
        [page.prose.sentence(), page.prose.sentence(), page.interface("log_in"), page.interface("sign_up")],
        Label.PAGE,
        page.pick(0, 1),
    )
    yield from boilerplate(page, 3, 0.5)
