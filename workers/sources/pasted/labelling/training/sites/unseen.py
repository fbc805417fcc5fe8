"""Sites whose pages no training page has the shape of: they measure what the labels do with pages that nobody thought of."""

from __future__ import annotations

from collections.abc import Iterator

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.training.page_parts import age, attachments, clock, date, number, plain_rows, words
from workers.sources.pasted.labelling.training.scenario import Row, Scenario


def comments_page(page: Scenario) -> list[Row]:
    """A video's comments: a handle and an age, words, a count, a button."""
    rows = plain_rows(
        [f"{number(page)} {page.interface('comments')}", page.prose.label(2), page.interface("add_comment")], Label.PAGE
    )
    for message in page.messages:
        rows += [Row(f"@{message.person.handle}", page.pick(0, 1), Label.NAME), Row(age(page), 0, Label.META), *words(message)]
        rows += plain_rows([number(page), page.interface("reply")], Label.TRAILER)
        rows += (
            plain_rows([f"{page.chance.randint(1, 9)} {page.interface('replies')}"], Label.TRAILER) if page.odds(0.2) else []
        )
    return rows


def forum_page(page: Scenario) -> list[Row]:
    """A forum: title, name and rank, date, number of the post, words, signature."""
    title = page.prose.label(5)
    signed, numbered, counted = page.odds(0.3), page.odds(0.5), page.odds(0.8)
    standing = {person.name: (page.prose.label(2), number(page)) for person in (page.author, *page.others)}
    rows = [Row(title, 0, Label.PAGE)]
    for index, message in enumerate(page.messages):
        rank, posts = standing[message.person.name]
        rows += [Row(message.person.name, 1, Label.NAME), Row(rank, 0, Label.META)]
        rows += plain_rows([f"{page.interface('posts')}: {posts}"], Label.META) if counted else []
        rows += plain_rows([f"{date(page, True)}, {clock(page.chance)}", *([f"#{index + 1}"] if numbered else [])], Label.META)
        body = list(words(message))
        body[0].above = 1
        rows += [*body, *(plain_rows(["________", message.person.headline], Label.TRAILER, 1) if signed else ())]
    return rows


def wall_page(page: Scenario) -> list[Row]:
    """A wall: name, date and visibility under it, words, reactions, buttons; comments have name and words alone above."""
    rows: list[Row] = []
    reactions = page.prose.label(2)
    for message in page.messages:
        if message.point is not None:
            rows += [
                Row(message.person.name, 1 if rows else 0, Label.NAME),
                *plain_rows([date(page), "·"], Label.META),
                *words(message),
            ]
            rows += attachments(page, message)
            rows += plain_rows(
                [f"{reactions}:", number(page), *(page.interface(key) for key in ("like", "comment", "send"))],
                Label.TRAILER,
            )
        else:
            rows += [Row(message.person.name, 0, Label.NAME), *words(message)]
            rows += plain_rows(
                [age(page), page.interface("like"), page.interface("reply"), *([number(page)] if page.odds(0.4) else [])],
                Label.TRAILER,
            )
    return rows


def board_page(page: Scenario) -> list[Row]:
    """A board: `u/name`, dot, age, words, votes, buttons in a row."""
    rows = plain_rows([f"r/{page.prose.word_ascii()}", page.prose.label(6)], Label.PAGE)
    more = page.prose.label(1)
    for message in page.messages:
        rows += [
            Row(f"u/{message.person.handle}", page.pick(0, 1), Label.NAME),
            *_board_meta(page, message.person is page.author),
            *words(message),
        ]
        rows += plain_rows([number(page), page.interface("reply"), more, page.interface("send")], Label.TRAILER)
    return rows


def _board_meta(page: Scenario, author: bool) -> Iterator[Row]:
    yield from plain_rows([*(["OP"] if author else []), "•", f"{age(page)}"], Label.META)
