"""A post on LinkedIn and its comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.training.page_parts import age, attachments, boilerplate, number, plain_rows, words
from workers.sources.pasted.labelling.training.scenario import Message, Row, Scenario

DEGREES = ("1st", "2nd", "3rd+", "2e", "3º", "2.", "1er", "3+", "2º", "3.+")


@dataclass(frozen=True, slots=True)
class Layout:
    """What is the same for all comments of one page."""

    profile: bool
    blank: int
    repeated_name: bool
    joined_buttons: bool


def linkedin_page(page: Scenario) -> list[Row]:
    """The author's one post; comments below it are others' or the author's answers."""
    _keep_one_post(page)
    layout = Layout(page.odds(0.7), page.pick(0, 1), page.odds(0.15), page.odds(0.1))
    rows = plain_rows([page.interface("feed_post")], Label.PAGE) if page.odds(0.6) else []
    for index, message in enumerate(page.messages):
        rows += _header(page, layout, message, index)
        rows += _body(page, layout, message, index)
        rows += _post_foot(page) if index == 0 else _comment_foot(page, layout)
    return [
        *rows,
        *(plain_rows([page.interface("see_more_replies")], Label.PAGE) if page.odds(0.1) else ()),
        *(boilerplate(page, 5) if page.odds(0.1) else ()),
    ]


def _keep_one_post(page: Scenario) -> None:
    """There are no threads on LinkedIn: all but the first of the author's posts go, and its marker with them."""
    first = page.own[0]
    if first.number is not None:
        first.words, first.number, first.marker = page.prose.post(), None, ""
    first.hidden_above = False
    page.total = None
    page.messages = [first, *(message for message in page.messages if message.point is None)]


def _header(page: Scenario, layout: Layout, message: Message, index: int) -> Iterator[Row]:
    person = message.person
    if layout.profile:
        yield Row(page.interface("view_profile", name=person.name), page.pick(0, 0, 1) if index else 0, Label.META)
    yield Row(person.name, 0, Label.NAME)
    if layout.repeated_name:
        yield Row(person.name, 0, Label.META)
    yield from plain_rows(_degree(page, message, index), Label.META)
    if page.odds(0.9):
        yield Row(person.headline if page.odds(0.85) else f"{number(page)} {page.interface('followers')}", 0, Label.META)
    yield from plain_rows(_age(page, index), Label.META)
    if index == 0 and page.odds(0.6):
        yield Row(page.interface("follow"), page.pick(0, 1), Label.META)


def _degree(page: Scenario, message: Message, index: int) -> list[str]:
    degree = page.chance.choice(DEGREES)
    if message.person is page.author and index:
        return page.pick(
            [page.interface("author_badge")], [page.interface("author_badge")], [f" • {page.interface('author_badge')}"]
        )
    return page.pick(
        [f" • {degree}"], [f" • {degree}"], [f"• {degree}", degree], [page.interface("verified"), f" • {degree}"], []
    )


def _age(page: Scenario, index: int) -> list[str]:
    """How old it is; below the post also who may see it."""
    if index:
        return page.pick(
            [age(page)],
            [age(page)],
            [f"({page.interface('edited_short')}) {age(page)}"],
            [f"{age(page)} • {page.interface('edited_short')}"],
        )
    short = f"{age(page)} • "
    return page.pick(
        [short, f"{age(page)} • {page.interface('visible_to')}"],
        [short],
        [short, page.interface("visible_to")],
        [f"{short}{page.interface('edited_short')} •"],
    )


def _body(page: Scenario, layout: Layout, message: Message, index: int) -> Iterator[Row]:
    for place, row in enumerate(words(message)):
        above = row.above or (layout.blank if place == 0 and index else 0)
        if row.text.startswith("#") and page.odds(0.3):  # a word for those who listen stands before each hashtag
            yield Row(page.interface("hashtag"), above, Label.ATTACHED)
            above = 0
        yield Row(row.text, above, Label.WORDS, message.point)
    if message.cut or (index == 0 and page.odds(0.5)):
        message.cut = False  # LinkedIn keeps the words of "…more" in the page: nothing is lost
        yield Row(page.interface("more"), 0, Label.TRAILER)
    if message.translated:
        yield Row(page.interface("translate"), 0, Label.ATTACHED)
    yield from attachments(page, message)


def _post_foot(page: Scenario) -> Iterator[Row]:
    if page.odds(0.15):
        yield Row(f"{page.prose.name()} {page.prose.word()} {number(page)} {page.prose.word()}", 0, Label.TRAILER)
    else:
        yield Row(number(page), page.pick(0, 1), Label.TRAILER)
    for key in ("comments", "reposts")[: page.chance.randint(0, 2)]:
        yield Row(f"{number(page)} {page.interface(key)}", 0, Label.TRAILER)
    yield from (Row(page.interface(key), 0, Label.TRAILER) for key in ("like", "comment", "repost", "send") if page.odds(0.9))
    if page.odds(0.2):
        yield from plain_rows(
            [page.interface("add_comment"), page.interface("relevant_order")][: page.chance.randint(1, 2)],
            Label.PAGE,
            page.pick(0, 1),
        )


def _comment_foot(page: Scenario, layout: Layout) -> Iterator[Row]:
    like, reply = page.interface("like"), page.interface("reply")
    if layout.joined_buttons:
        yield Row(f"{like} · {number(page)} | {reply}", layout.blank, Label.TRAILER)
        return
    yield Row(like, layout.blank, Label.TRAILER)
    yield from plain_rows(
        [*([like.lower()] if page.odds(0.3) else []), *([number(page)] if page.odds(0.5) else [])], Label.TRAILER
    )
    yield Row(reply, page.pick(0, 1), Label.TRAILER)
    if page.odds(0.1):
        yield Row(f"{page.chance.randint(1, 9)} {page.interface('replies')}", 0, Label.TRAILER)
