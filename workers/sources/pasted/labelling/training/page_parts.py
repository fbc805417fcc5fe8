"""Parts that all sites' pages have: counts, dates, ages, quotes, cards, polls; in the page's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Final

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.training.scenario import Message, Row, Scenario

THOUSANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("K",),
    "es": (" mil", "K"),
    "pt": (" mil", "K"),
    "fr": (" k", "K"),
    "de": ("K", " Tsd."),
    "it": (" mila", "K"),
    "ru": (" тыс.", "K"),
    "uk": (" тис.", "K"),
    "pl": (" tys.", "K"),
    "cs": (" tis.", "K"),
    "el": (" χιλ.", "K"),
    "ar": (" ألف", "K"),
    "tr": (" B", "K"),
    "id": (" rb",),
    "vi": (" N", "K"),
    "sv": (" tn", "K"),
    "da": (" t", "K"),
    "nb": (" k", "K"),
    "fi": (" t.", "K"),
}
TEN_THOUSANDS: Final[Mapping[str, str]] = {"ja": "万", "zh": "万", "ko": "만"}
ARABIC_DIGITS: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PLAIN_LETTERS: Final = ("K", "K", "M")


def plain_rows(texts: list[str], label: Label, above: int = 0) -> list[Row]:
    """Rows of one label, the first below `above` blank lines."""
    return [Row(text, above if not place else 0, label) for place, text in enumerate(texts)]


def words(message: Message) -> Iterator[Row]:
    """The post's own lines."""
    for text, above in message.words:
        yield Row(text, above, Label.WORDS, message.point)


def quoted_rows(header: list[Row], quote: Message) -> Iterator[Row]:
    """A post inside another: its header and its words are attached to the outer one."""
    for row in header:
        yield Row(row.text, row.above, Label.ATTACHED, part="quote_header")
    for text, above in quote.words:
        yield Row(text, above, Label.ATTACHED, part="quote")


def number(page: Scenario) -> str:
    """A count as sites print it in the page's language."""
    chance, code = page.chance, page.language.code
    value = chance.choice(
        (chance.randint(0, 9), chance.randint(0, 99), chance.randint(10, 999), chance.randint(1000, 9_999_999))
    )
    if value < 1000:
        return f"{value}"
    if chance.random() < 0.5:
        return f"{value:,}".replace(",", chance.choice((",", ".", "\u00a0", "\u202f")))
    comma = "," if code != "en" and chance.random() < 0.5 else "."
    if code in TEN_THOUSANDS and value >= 10_000:
        return f"{value / 10_000:.1f}{TEN_THOUSANDS[code]}".replace(".0", "")
    size, sign = (1_000_000, "M") if value >= 1_000_000 else (1000, chance.choice(THOUSANDS.get(code, PLAIN_LETTERS)))
    text = f"{value / size:.1f}".replace(".0", "").replace(".", comma) + sign
    return text.translate(ARABIC_DIGITS) if code == "ar" and chance.random() < 0.5 else text


def date(page: Scenario, year: bool | None = None) -> str:
    """A date in the page's language, with or without its year, at times in digits alone."""
    chance, language = page.chance, page.language
    day, month, full = chance.randint(1, 28), chance.randint(0, 11), chance.randint(2015, 2026)
    with_year = chance.random() < 0.6 if year is None else year
    if language.code in ("ja", "zh"):
        return f"{full}年{month + 1}月{day}日" if with_year else f"{month + 1}月{day}日"
    if language.code == "ko":
        return f"{full}년 {month + 1}월 {day}일" if with_year else f"{month + 1}월 {day}일"
    name = chance.choice((language.months_short, language.months))[month]
    if language.code == "en" and chance.random() < 0.8:
        return f"{name} {day}, {full}" if with_year else f"{name} {day}"
    if language.code == "vi":
        return f"{day} {name}, {full}" if with_year else f"{day} {name}"
    middle = " de " if language.code in ("es", "pt") and chance.random() < 0.4 else " "
    dot = "." if language.code in ("de", "tr", "da", "nb", "fi", "cs") and chance.random() < 0.5 else ""
    return f"{day}{dot}{middle}{name}" + (f"{middle}{full}" if with_year else "")


def numeric_date(page: Scenario) -> str:
    """A date in digits: 03/02/2025, 3.2.25, 2025-02-03."""
    chance = page.chance
    day, month, full = chance.randint(1, 28), chance.randint(1, 12), chance.randint(2015, 2026)
    forms = (
        "{d:02}/{m:02}/{y}",
        "{d:02}.{m:02}.{y}",
        "{d:02}.{m:02}.{s:02}",
        "{d}/{m}/{s:02}",
        "{y}-{m:02}-{d:02}",
        "{m}/{d}/{s:02}",
        "{d}.{m}.{y}",
    )
    return chance.choice(forms).format(d=day, m=month, y=full, s=full % 100)


def clock(chance: Random) -> str:
    """A time of day in twelve or twenty-four hours."""
    if chance.random() < 0.5:
        hour, minute, space = chance.randint(1, 12), chance.randint(0, 59), chance.choice((" ", " ", "\u202f"))
        return f"{hour}:{minute:02}{space}{chance.choice(('AM', 'PM', 'am', 'pm'))}"
    return f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}"


def age(page: Scenario) -> str:
    """How long ago, in short."""
    if page.odds(0.03):
        return page.interface("now")
    key = page.chance.choice(("hours", "days", "weeks", "months_age", "years"))
    return page.interface(key, n=page.chance.randint(1, 23))


def counts(page: Scenario, most: int, none: float) -> Iterator[Row]:
    """The counts under a post; some are absent, and with the chance `none` all may be."""
    for _ in range(page.chance.randint(0 if page.odds(none) else max(1, most - 2), most)):
        yield Row(number(page), 0, Label.TRAILER)


def boilerplate(page: Scenario, most: int, sentences: float = 0.2) -> Iterator[Row]:
    """A page's menu, head or foot: short lines, some sentences, now and then a count; most in words that no lexicon has."""
    from_lexicon = page.odds(0.3)
    for place in range(page.chance.randint(0, most)):
        roll = page.chance.random()
        label = _lexicon_label(page) if from_lexicon and page.odds(0.7) else page.prose.label(4)
        text = page.prose.sentence() if roll < sentences else number(page) if roll < sentences + 0.05 else label
        yield Row(text, page.chance.choice((0, 0, 0, 1)) if place else 0, Label.PAGE)


def _lexicon_label(page: Scenario) -> str:
    """A label that the lexicon has for pages of any site."""
    group = page.chance.choice(("menu", "menu", "heading", "button", "wall"))
    return page.chance.choice(page.language.more[group]).format(n=page.chance.randint(2, 9))


def attachments(page: Scenario, message: Message) -> Iterator[Row]:
    """A link card, a poll, a picture's marks, a note: what stands between a post's words and its counts."""
    if message.card is not None:
        yield from plain_rows(_card(page, message.card), Label.ATTACHED, page.pick(0, 0, 1))
    if message.poll:
        yield from plain_rows(_poll(page, message.poll), Label.ATTACHED)
    if message.media is not None:
        yield from plain_rows(message.media.split("\n"), Label.ATTACHED)
    if message.note is not None:
        lines = [
            page.interface("note"),
            message.note,
            *([page.prose.label(5) + "?", page.prose.label(2)] if page.odds(0.5) else []),
        ]
        yield from plain_rows(lines, Label.ATTACHED)


def _card(page: Scenario, domain: str) -> list[str]:
    """A link card in any of the forms that sites give it."""
    title, sentence = page.prose.words(page.chance.randint(3, 9)).capitalize(), page.prose.sentence()
    return page.pick(
        [page.interface("from_domain", domain=domain)],
        [domain, title],
        [domain, title, sentence],
        [title, domain],
        [title, sentence, domain],
        [title, f"{domain} • {page.chance.randint(1, 12)} min"],
        [f"{domain}{page.prose.label(1)}", title],
        [title],
        unseen=([f"🔗 {domain}", title, sentence],),
    )


def _poll(page: Scenario, options: tuple[str, ...]) -> list[str]:
    percent = page.pick("{}%", "{} %", "{}.5%")
    shares = [percent.format(page.chance.randint(0, 100)) for _ in options]
    form = page.pick("{option}\n{share}", "{share}\n{option}", "{option} {share}")
    pairs = [form.format(option=option, share=share) for option, share in zip(options, shares, strict=True)]
    last = page.pick("{n} {w}", "{n} {w} · {v}", "{n} {w}\n·\n{v}").format(
        n=number(page), w=page.interface("votes"), v=page.prose.label(2)
    )
    return "\n".join([*pairs, last]).split("\n")


def translation(page: Scenario, message: Message) -> Iterator[Row]:
    """What a page puts under a post in another language: an offer, or where the words come from."""
    if not message.translated:
        return
    notice = [f"{page.interface('translated')} {page.prose.label(1)}", page.interface("show_original")]
    yield from plain_rows(
        page.pick([page.interface("translate")], notice, [*notice, page.prose.label(3)], notice[:1]), Label.ATTACHED
    )
