"""Threads that came by mail: a conversation in a mail program, or a forwarded mail with its head."""

from __future__ import annotations

from collections.abc import Iterator

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.training.page_parts import boilerplate, clock, date, plain_rows, words
from workers.sources.pasted.labelling.training.scenario import Person, Row, Scenario


def mail_page(page: Scenario) -> list[Row]:
    """A conversation of mails: head, words, at times a signature."""
    fields, buttons = page.odds(0.4), page.odds(0.4)
    head = _fields if fields else page.pick(_window, _window_without_addresses)
    subject = page.prose.words(page.chance.randint(1, 6)).capitalize()
    rows = [] if fields else plain_rows([subject, *([page.interface("inbox")] if page.odds(0.5) else [])], Label.PAGE)
    for index, message in enumerate(page.messages):
        header = list(head(page, message.person, subject))
        header[0].above = 1 if rows else 0
        rows += header
        body = list(words(message))
        body[0].above = 1
        rows += body
        if page.odds(0.1):
            rows += plain_rows(["--", message.person.name, message.person.headline], Label.TRAILER, 1)
        if buttons and index == len(page.messages) - 1:
            rows += plain_rows([page.interface("reply"), page.interface("forward")], Label.PAGE, 1)
    return [*rows, *(boilerplate(page, 3) if page.odds(0.1) else ())]


def _address(person: Person) -> str:
    return f"{person.handle.strip('_.').lower()}@mail.example"


def _fields(page: Scenario, person: Person, subject: str) -> Iterator[Row]:
    """From, Sent, To, Subject, each on a line."""
    when = f"{date(page, True)} {clock(page.chance)}"
    yield Row(f"{page.interface('mail_from')}: {person.name} <{_address(person)}>", 0, Label.NAME)
    lines = [
        f"{page.interface('mail_date')}: {when}",
        f"{page.interface('mail_to')}: {page.someone().name}",
        f"{page.interface('mail_subject')}: {subject}",
    ]
    yield from plain_rows(lines, Label.META)


def _window(page: Scenario, person: Person, _subject: str) -> Iterator[Row]:
    """Name and address, time, receiver, as a mail program's window has them."""
    yield Row(f"{person.name} <{_address(person)}>", 0, Label.NAME)
    yield from _below_name(page)


def _window_without_addresses(page: Scenario, person: Person, _subject: str) -> Iterator[Row]:
    yield Row(person.name, 0, Label.NAME)
    yield from _below_name(page)


def _below_name(page: Scenario) -> Iterator[Row]:
    """When it was sent, and to whom."""
    yield Row(
        page.pick(f"{date(page)}, {clock(page.chance)}", clock(page.chance), f"{clock(page.chance)} ({page.prose.label(3)})"),
        0,
        Label.META,
    )
    if page.odds(0.6):
        yield Row(f"{page.interface('mail_to')} {page.prose.label(2).lower()}", 0, Label.META)
