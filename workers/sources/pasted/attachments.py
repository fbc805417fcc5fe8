"""What a copied post shows besides its words, by the states of its lines: a quoted post, a poll, a link card, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from domain.shapes.post import Author, Media, MediaKind, Quote
from workers.sources.pasted.dates import parse_date
from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.line_facts import BIDI
from workers.sources.pasted.labelling.line_kinds import DOMAIN, HANDLE, PERCENT, Kind
from workers.sources.pasted.record import Record
from workers.sources.pasted.records import author_lines, groups_of, joined_text

QUOTE_HEADER: Final = "attached.quote_header"
QUOTE_WORDS: Final = "attached.quote"
ATTACHED: Final = "attached"
CARD_DOMAIN: Final = re.compile(rf"(?:[^\W\d_]{{1,12}}\s)?(?P<domain>{DOMAIN.pattern})", re.IGNORECASE)
SHARED_OPTION: Final = re.compile(rf"(?P<option>.*\S)\s+{PERCENT.pattern}")
PICTURES: Final = {"ALT": MediaKind.IMAGE, "GIF": MediaKind.GIF}
FEWEST_OPTIONS: Final = 2
MOST_OPTIONS: Final = 8


@dataclass(frozen=True, slots=True)
class Attachments:
    """What is attached to a post, and the lines that say it."""

    quote: Quote | None = None
    media: tuple[Media, ...] = ()
    lines: frozenset[int] = frozenset()


def attachments_of(page: LabelledText, record: Record) -> Attachments:
    """What the lines below a record's words attach to it."""
    if record.quoted:
        return _shown(page, record.quoted)
    quoted = [index for index in record.below if page.states[index] in (QUOTE_HEADER, QUOTE_WORDS)]
    others = [index for index in record.below if page.states[index] == ATTACHED]
    quote, quote_lines = _quote(page, quoted)
    poll, poll_lines = _poll(page, others)
    card, card_lines = (None, ()) if poll else _card(page, others)
    pictures = [Media(PICTURES[page.facts[index].text]) for index in record.below if page.facts[index].text in PICTURES]
    media = tuple(item for item in (*pictures, poll, card) if item)
    return Attachments(quote, media, frozenset((*quote_lines, *poll_lines, *card_lines)))


def _shown(page: LabelledText, quoted: Record) -> Attachments:
    """A post inside another, where it was read as a record."""
    dates = (date for index in quoted.header if (date := parse_date(page.line(index))))
    quote = Quote(joined_text(page, quoted.words), author=Author(quoted.name, quoted.handle), posted_at=next(dates, None))
    return Attachments(quote, (), frozenset((*quoted.words, *author_lines(page, quoted))))


def _quote(page: LabelledText, lines: Sequence[int]) -> tuple[Quote | None, tuple[int, ...]]:
    """The quoted post: its author by the lines of its header, its words; the first where there are several."""
    runs = [(state, list(run)) for state, run in groupby(lines, key=lambda index: page.states[index])]
    if len(runs) < 2 or runs[0][0] != QUOTE_HEADER:
        return None, ()
    header, words = runs[0][1], runs[1][1]
    name, handle = _person(page, header)
    dates = (date for index in header if (date := parse_date(page.line(index))))
    quote = Quote(joined_text(page, words), author=Author(name, handle), posted_at=next(dates, None))
    named = {text for text in (name, handle, f"@{handle}") if text}
    return quote, (*words, *(index for index in header if page.facts[index].text in named))


def _person(page: LabelledText, header: Sequence[int]) -> tuple[str | None, str | None]:
    texts = [BIDI.sub("", page.line(index)).strip() for index in header]
    handle = next((text.removeprefix("@") for text in texts if HANDLE.fullmatch(text)), None)
    names = (
        text
        for index, text in zip(header, texts, strict=True)
        if page.facts[index].kind is Kind.TEXT and "quote" not in groups_of(page, index)
    )
    return next(names, None), handle


def _poll(page: LabelledText, lines: Sequence[int]) -> tuple[Media | None, tuple[int, ...]]:
    """A poll's choices, one a line: each beside its share, above it or below it."""
    shares = [place for place, index in enumerate(lines) if page.facts[index].kind is Kind.PERCENT]
    joined = [index for index in lines if SHARED_OPTION.fullmatch(page.line(index))]
    if FEWEST_OPTIONS <= len(joined) <= MOST_OPTIONS:
        options = "\n".join(match["option"] for index in joined if (match := SHARED_OPTION.fullmatch(page.line(index))))
        return Media(MediaKind.POLL, alt=options), tuple(joined)
    if not FEWEST_OPTIONS <= len(shares) <= MOST_OPTIONS:
        return None, ()
    offset = 1 if shares[0] == 0 else -1
    chosen = [lines[place + offset] for place in shares if 0 <= place + offset < len(lines)]
    return Media(MediaKind.POLL, alt="\n".join(page.line(index) for index in chosen)), tuple(chosen)


def _card(page: LabelledText, lines: Sequence[int]) -> tuple[Media | None, tuple[int, ...]]:
    """A link card: a domain, and the title beside it."""
    domains = [index for index in lines if CARD_DOMAIN.fullmatch(page.facts[index].text)]
    if len(domains) != 1:
        return None, ()
    domain = domains[0]
    title = next(iter(_beside(lines, domain)), None)
    match = CARD_DOMAIN.fullmatch(page.facts[domain].text)
    assert match is not None
    alt = page.line(title) if title is not None else None
    lines_of_card = (domain,) if title is None else (domain, title)
    return Media(MediaKind.CARD, url=f"https://{match['domain']}", alt=alt), lines_of_card


def _beside(lines: Sequence[int], index: int) -> Iterator[int]:
    """The line below another, else the first above it."""
    if index + 1 in lines:
        yield index + 1
    yield from (line for line in lines if line < index)
