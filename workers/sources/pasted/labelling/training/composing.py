"""Composes the scenario of a generated page, an author's thread and what stands around it; then the truth of the page."""

from __future__ import annotations

from random import Random
from typing import Final

from workers.sources.pasted.labelling.lexicon import languages
from workers.sources.pasted.labelling.training.scenario import (
    HELD_OUT_LANGUAGES,
    NUMBERINGS,
    UNSEEN_NUMBERINGS,
    Message,
    Page,
    Person,
    Row,
    Scenario,
    Split,
)
from workers.sources.pasted.labelling.training.words import Prose

POINTS: Final = (1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7, 9, 12)
MEDIA: Final = ("ALT", "GIF", "0:34", "1:02", "12:40", "ALT\nALT", "GIF\nALT")


def compose(chance: Random, split: Split, codes: tuple[str, ...] = (), host: bool = False) -> Scenario:
    """A page's people and posts: the author's thread first, then others' answers and the author's answers to them."""
    code = chance.choice(codes or _codes(split))
    prose = Prose(chance, code, split is Split.HELD_OUT)
    people = [_person(prose, host) for _ in range(chance.randint(2, 6))]
    page = Scenario(chance, languages()[code], prose, people[0], people[1:], split)
    _thread(page)
    _interruptions(page)
    _answers(page)
    return page


def _person(prose: Prose, host: bool) -> Person:
    name = prose.name()
    return Person(name, prose.handle(host, name), prose.words(prose.chance.randint(2, 9)).capitalize())


def _codes(split: Split) -> tuple[str, ...]:
    held_out = split is Split.HELD_OUT
    return tuple(code for code in languages() if (code in HELD_OUT_LANGUAGES) is held_out)


def _thread(page: Scenario) -> None:
    """The author's posts, numbered or not; at times one of the numbered is missing, or an opening has no number."""
    count = page.chance.choice(POINTS)
    numbering = page.pick(*NUMBERINGS, unseen=UNSEEN_NUMBERINGS) if page.odds(0.5) and count > 1 else None
    numbers: list[int | None] = list(range(1, count + 1)) if numbering else [None] * count
    if numbering and count > 3 and page.odds(0.06):
        numbers.remove(page.chance.randint(2, count - 1))
    numbers = [*([None] if numbering and page.odds(0.08) else []), *numbers, *([None] if numbering and page.odds(0.08) else [])]
    page.messages = [_own(page, place, number, count, numbering) for place, number in enumerate(numbers)]
    page.total = count if numbering and "{n}" in numbering[0] else None


def _own(page: Scenario, place: int, number: int | None, total: int, numbering: tuple[str, bool] | None) -> Message:
    """One of the author's posts with its marker in front of its words or behind them."""
    message = Message(page.author, page.prose.post(), number, point=place)
    if numbering and number is not None:
        style, leading = numbering
        message.marker = style.format(k=number, n=total).strip()
        marked = style.format(k=number, n=total)
        _mark(message, marked, leading)
    if page.odds(0.04):
        _mention_inside(page, message)
    return _attach(page, message)


def _mark(message: Message, marked: str, leading: bool) -> None:
    words = message.words
    if "\n" in marked:
        words.insert(0 if leading else len(words), (message.marker, 0))
    elif leading:
        words[0] = (marked + words[0][0], words[0][1])
    else:
        words[-1] = (words[-1][0] + marked, words[-1][1])


def _mention_inside(page: Scenario, message: Message) -> None:
    """A mention that the page puts on a line of its own inside a sentence."""
    text, above = message.words[0]
    if page.prose.tight or len(text) < 40:
        return
    cut = text.index(" ", len(text) // 3) if " " in text[len(text) // 3 :] else -1
    if cut > 0:
        message.words[:1] = [(text[:cut], above), (f"@{page.someone().handle}", 0), (text[cut:], 0)]


def _attach(page: Scenario, message: Message) -> Message:
    """A post with, at times, a quote, a link card, a poll, a translation, a note or a picture."""
    roll = page.chance.random()
    if roll < 0.07:
        message.quote = Message(page.someone(), page.prose.post())
    elif roll < 0.12:
        message.card = f"{page.prose.word_ascii()}.example"
    elif roll < 0.15:
        message.poll = tuple(page.prose.words(page.chance.randint(1, 3)) for _ in range(page.chance.randint(2, 4)))
    elif roll < 0.2:
        message.translated = True
    elif roll < 0.22:
        message.note = page.prose.line()
    elif roll < 0.28:
        message.media = page.chance.choice(MEDIA)
    return message


def _interruptions(page: Scenario) -> None:
    """A stranger between two numbered posts, hidden answers between two posts, a post that the page cut."""
    own = list(page.messages)
    if sum(message.number is not None for message in own) > 2 and page.odds(0.25):
        places = [place for place in range(1, len(own)) if own[place].number is not None and own[place - 1].number is not None]
        page.messages.insert(page.chance.choice(places), Message(page.someone(), page.prose.post()))
    if len(own) > 1 and page.odds(0.04):
        page.chance.choice(own[1:]).hidden_above = True
    if page.odds(0.05):
        page.chance.choice(own).cut = True


def _answers(page: Scenario) -> None:
    """Others' answers, the author's answers to them, advertisements."""
    for _ in range(page.chance.choice((0, 0, 1, 1, 2, 3, 5))):
        page.messages.append(_attach(page, Message(page.someone(), _answer(page))))
        if page.odds(0.35):
            page.messages.append(_attach(page, Message(page.author, _answer(page))))
        if page.odds(0.1):
            page.messages.append(
                Message(page.someone(), page.prose.post(), card=f"{page.prose.word_ascii()}.example", advert=True)
            )


def _answer(page: Scenario) -> list[tuple[str, int]]:
    words = page.prose.post()
    if page.odds(0.1):
        words[0] = (f"@{page.author.handle} {words[0][0]}", words[0][1])
    return words


def show_all(page: Scenario) -> None:
    """Takes back what a page cut or hid, for pages that show all they have."""
    for message in page.messages:
        message.cut = message.hidden_above = False


def page_of(kind: str, page: Scenario, rows: list[Row]) -> Page:
    """The page with its truth: the author's unbroken run from the first, numbered ones also behind strangers' posts."""
    own = page.own
    numbers = [message.number for message in own]
    present = {number for number in numbers if number is not None}
    missing = [number for number in range(1, (page.total or max(present, default=0)) + 1) if number not in present]
    points = [message.text for message in own]
    return Page(kind, page.language.code, rows, page.author, points, numbers, page.total, missing, _verdict(page, missing))


def _verdict(page: Scenario, missing: list[int]) -> str:
    if missing or any(message.cut or message.hidden_above for message in page.own):
        return "gaps"
    return "complete" if page.total is not None else "unknown"
