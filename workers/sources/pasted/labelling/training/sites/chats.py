"""Chats: Slack, Discord, WhatsApp, Telegram, Teams; copied from the window or exported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.training.page_parts import clock, date, numeric_date, plain_rows, words
from workers.sources.pasted.labelling.training.scenario import Message, Row, Scenario

HEADERS: Final = (
    "{name} — {date} {time}",
    "{name}  {time}",
    "{name} — {time}",
    "{name}\n{time}",
    "{name}\n  {time}",
    "{name}\n — \n{date} {time}",
    "{name}, [{date} {time}]",
    "{name} {date} {time}",
    "{name}\n{date} {time}",
    "{name}\nAPP\n  {time}",
    "{name} ({time})",
    "{time} {name}",
    "{name}:",
    "{name} — {date} {time}",
)
UNSEEN_HEADERS: Final = (
    "{name} | {time}",
    "{date}, {time}\n{name}",
    "{name} • {time}",
    "[{time}] {name}",
    "{name} / {date} / {time}",
    "<{name}> {time}",
)
INLINE: Final = (
    "[{date}, {time}] {name}: ",
    "[{time}, {date}] {name}: ",
    "{date}, {time} - {name}: ",
    "{date} {time} - {name}: ",
    "[{time}] {name}: ",
    "\u200e[{date}, {time}] {name}: ",
)
REACTIONS: Final = ("👍", "❤️", "🎉", "😂", ":tada:", ":+1:", "👀")


def chat_page(page: Scenario) -> list[Row]:
    """A channel: a name with a time, then messages; later ones of the same person have none, or a time alone."""
    style, day, bare_times = page.pick(*HEADERS, unseen=UNSEEN_HEADERS), numeric_date(page), page.odds(0.25)
    blank = page.pick(0, 0, 0, 1)
    rows = list(_separator(page)) if page.odds(0.2) else []
    last = None
    for message in page.messages:
        is_line = "—" in style and message.number is None
        if is_line:
            message.words = [(" ".join(text for text, _ in message.words), message.words[0][1])]
        # Elsewhere nobody could tell where a message ends that has neither a number nor a header above the next.
        if message.person is not last or (message.number is None and not is_line) or page.odds(0.25):
            header = style.format(name=message.person.name, date=day, time=clock(page.chance)).split("\n")
            rows += plain_rows(_reply_context(page, message), Label.META, blank if rows else 0)
            rows.append(
                Row(header[0], blank if rows else 0, Label.META if "{name}" not in style.split("\n")[0] else Label.NAME)
            )
            rows += [Row(text, 0, Label.NAME if message.person.name in text else Label.META) for text in header[1:]]
        elif bare_times:
            rows.append(Row(clock(page.chance), 0, Label.META))
        rows += _body(page, message)
        if page.odds(0.03):
            rows += _separator(page)
        last = message.person
    return rows


def _reply_context(page: Scenario, message: Message) -> list[str]:
    """The message that is answered, above the header of the answer."""
    if message.point is None and page.odds(0.06):
        return [f"@{page.author.name} {page.own[0].words[0][0][:60] if page.odds(0.7) else page.author.headline}"]
    return []


def _body(page: Scenario, message: Message) -> Iterator[Row]:
    yield from words(message)
    if page.odds(0.04):
        yield Row(f"({page.interface('edited_short')})", 0, Label.TRAILER)
    if message.media is not None:
        yield Row(page.pick("image.png", page.interface("image"), "IMG_2041.jpg"), 0, Label.ATTACHED)
    if page.odds(0.15):
        reaction = page.chance.choice(REACTIONS)
        yield from plain_rows(
            page.pick([reaction, str(page.chance.randint(1, 20))], [f"{reaction} {page.chance.randint(1, 9)}"]), Label.TRAILER
        )
    if page.odds(0.05):
        yield from plain_rows(
            [f"{page.chance.randint(1, 9)} {page.interface('replies')}", page.prose.label(4)][: page.chance.randint(1, 2)],
            Label.TRAILER,
        )


def _separator(page: Scenario) -> Iterator[Row]:
    yield from plain_rows(
        page.pick([date(page)], [date(page, True)], [page.interface("new_messages")], [f"{page.prose.label(1)}, {date(page)}"]),
        Label.PAGE,
    )


def export_page(page: Scenario) -> list[Row]:
    """A chat in which each line names who speaks and when. The lines hold words, so that they are words."""
    style, day = page.pick(*INLINE), numeric_date(page)
    rows: list[Row] = []
    if page.odds(0.3):
        rows.append(
            Row(
                f"{style.format(name='', date=day, time=clock(page.chance)).rstrip(': ')} {page.prose.sentence()}",
                0,
                Label.PAGE,
            )
        )
    for message in page.messages:
        prefix = style.format(name=message.person.name, date=day, time=clock(page.chance))
        rows += [
            Row(text if place else prefix + text, 0, Label.WORDS, message.point)
            for place, (text, _) in enumerate(message.words)
        ]
    return rows
