"""Pages of sites that nobody has seen: headers and trailers in random order, with invented labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.training.page_parts import (
    attachments,
    boilerplate,
    date,
    number,
    plain_rows,
    quoted_rows,
    words,
)
from workers.sources.pasted.labelling.training.random_parts import Times, Trailer, button_label, header_prefixes
from workers.sources.pasted.labelling.training.scenario import Message, Person, Row, Scenario

PARTS: Final = (
    ("handle", 0.6),
    ("dot", 0.3),
    ("time", 0.85),
    ("badge", 0.15),
    ("button", 0.15),
    ("headline", 0.12),
    ("rank", 0.12),
    ("rank count", 0.08),
    ("place", 0.08),
    ("picture", 0.06),
    ("subject", 0.05),
    ("group", 0.05),
    ("id", 0.06),
    ("initials", 0.04),
    ("joined", 0.06),
)


def random_page(page: Scenario) -> list[Row]:
    """A page whose layout is drawn once and holds for all of its posts; answers, or the first post, may have another."""
    layout = Layout(page)
    other = Layout(page, answers=True) if page.odds(0.3) else layout
    first = Layout(page) if page.odds(0.15) else layout
    separator = page.pick("", "", "", "", "", "", "---", "• • •", "", "=====", unseen=("* * *", "______"))
    rows = list(boilerplate(page, page.pick(0, 0, 2, 4, 8), 0.1))
    for index, message in enumerate(page.messages):
        message.advert = False
        if separator and index:
            rows.append(Row(separator, page.pick(0, 1), Label.PAGE))
        chosen = first if index == 0 else other if message.point is None else layout
        rows += chosen.post(message, index)
        rows += _between(page) if layout.tells_ends and other.tells_ends else ()
    foot = page.pick(0, 0, 2, 5, 8) if layout.tells_ends and other.tells_ends else 0
    return [*rows, *boilerplate(page, foot, 0.1)]


def _between(page: Scenario) -> Iterator[Row]:
    """A page's own line between two posts: more answers, or something to buy."""
    if page.odds(0.03):
        yield from plain_rows([page.prose.label(4) for _ in range(page.chance.randint(1, 3))], Label.PAGE, page.pick(0, 1))


@dataclass(frozen=True, slots=True)
class Gaps:
    """Blank lines: between posts, above the words, above what follows them."""

    between: int
    before_words: int
    before_trailer: int


class Layout:
    """One layout: which parts stand in a header, in which order, and what follows the words.

    Of `answers`, the header is a name alone more often, with the time behind the words.
    """

    def __init__(self, page: Scenario, answers: bool = False) -> None:
        self.page = page
        self.times = Times(page)
        self.header = ["name"] if answers and page.odds(0.4) else self._order()
        self.joiner = page.pick(None, None, None, None, " ", " · ", unseen=(" | ", " – ", ", "))
        self.prefix, self.suffix = page.pick(
            ("@", ""), ("@", ""), ("@", ""), ("", ""), ("(@", ")"), ("(", ")"), ("~", ""), ("u/", "")
        )
        self.opening = page.pick(*header_prefixes(page)) if page.odds(0.1) else ""
        self.closing = page.pick(":", f" {page.prose.word()}:", " -", f" {page.prose.word()}") if page.odds(0.08) else ""
        self.button, self.badge, self.rank = button_label(page), page.prose.label(1), page.prose.label(1)
        self.dot = page.pick("·", "•", "|", unseen=("∙", "—", "/"))
        self.trailer = Trailer(page, self.times if "time" not in self.header and page.odds(0.8) else None)
        self.signed = page.odds(0.06)
        self.gaps = Gaps(page.pick(0, 0, 1, 1, 2), page.pick(0, 0, 0, 1), page.pick(0, 0, 0, 1))
        self.id_form = page.pick(
            f"{page.prose.label(1)} {{}}", "#{}", f"{page.prose.word()}.{{}}", f"{page.prose.label(1)}: {{}}"
        )
        self.group = page.pick(f"r/{page.prose.word_ascii()}", page.prose.label(2), f"{page.prose.word().capitalize()} ›")
        self.subject, self.edited = page.prose.label(6), button_label(page) if page.odds(0.05) else ""
        self.quotes, self.quotes_above = page.odds(0.5), page.odds(0.3)
        self.quote_form = page.pick("{}:", f"{{}} {page.prose.word()}:", f"{page.prose.label()} {{}}:", "> {}", "“{}”")
        self.persons: dict[str, tuple[str, str, str]] = {}

    @property
    def tells_ends(self) -> bool:
        """Whether something stands behind each post's words; without it nobody could tell where a page's foot begins."""
        return self.trailer.tells_ends

    def _order(self) -> list[str]:
        """The parts of a header: a name, and nearly always something beside it."""
        page = self.page
        if page.odds(0.05):
            return ["name"]
        rest = [part for part, share in PARTS if page.odds(share)] or ["time"]
        page.chance.shuffle(rest)
        if page.odds(0.25) and "handle" in rest:
            return rest  # no display names
        if page.odds(0.12):
            return [*rest, "name"]
        return ["name", *rest] if page.odds(0.85) else [*rest[:1], "name", *rest[1:]]

    def post(self, message: Message, index: int) -> list[Row]:
        """The rows of one post."""
        parts = [self._part(part, message, index) for part in self.header]
        rows = (
            [Row(self.joiner.join(text for text, _ in parts), 0, Label.NAME)]
            if self.joiner
            else [Row(text, 0, label) for text, label in parts]
        )
        named = next((row for row in rows if row.label in (Label.NAME, Label.HANDLE)), rows[0])
        named.text = f"{self.opening}{named.text}{self.closing}"
        rows[0].above = self.gaps.between if index else 0
        body = list(words(message))
        body[0].above = max(body[0].above, self.gaps.before_words)
        quote = self._quote(message)
        body = [*quote, *body] if self.quotes_above else [*body, *quote]
        below = [*attachments(self.page, message), *self._edited(), *self._signature(message, page_gap(body))]
        return [*rows, *body, *below, *self.trailer.rows(self.gaps.before_trailer)]

    def _quote(self, message: Message) -> list[Row]:
        """What a post quotes, under a line that names whose it is."""
        if message.quote is None or not self.quotes:
            return []
        person, shows_handle = message.quote.person, "handle" in self.header and not self.joiner
        name = Row(self.quote_form.format(person.name), 0, Label.NAME)
        handle = [Row(f"@{person.handle}", 0, Label.HANDLE)] if shows_handle else []
        quoted = message.quote.words[:1] if self.quotes_above else message.quote.words  # nobody could tell where more lines end
        return list(quoted_rows([name, *handle], replace(message.quote, words=quoted)))

    def _edited(self) -> list[Row]:
        """A line that says when a post was changed, below some."""
        return plain_rows([f"{self.edited} {self.times.text()}"], Label.TRAILER) if self.edited and self.page.odds(0.3) else []

    def _signature(self, message: Message, gap: int) -> list[Row]:
        return plain_rows(["________", message.person.headline], Label.TRAILER, gap) if self.signed else []

    def _part(self, part: str, message: Message, index: int) -> tuple[str, Label]:
        person = message.person
        if part == "name":
            return person.name, Label.NAME
        if part == "handle":
            return f"{self.prefix}{person.handle}{self.suffix}", Label.HANDLE
        rank, posts, joined = self._standing(person)
        texts = {
            "dot": self.dot,
            "badge": self.badge,
            "button": self.button,
            "headline": person.headline,
            "rank": rank,
            "rank count": f"{self.rank}: {posts}",
            "place": f"#{index + 1}",
            "group": self.group,
            "id": self.id_form.format(self.page.chance.randint(10_000, 9_999_999)),
            "initials": "".join(word[0] for word in person.name.split()[:2]),
            "joined": f"{self.subject.split()[0]}: {joined}",
            "subject": f"Re: {self.subject}" if index else self.subject,
            "picture": f"{person.name} {self.rank}",
        }
        return texts.get(part) or self.times.text(), Label.META

    def _standing(self, person: Person) -> tuple[str, str, str]:
        """A person's rank, count of posts and first day, which are the same wherever the person is named."""
        if person.name not in self.persons:
            self.persons[person.name] = (self.page.prose.label(2), number(self.page), date(self.page, True))
        return self.persons[person.name]


def page_gap(body: list[Row]) -> int:
    """The blank lines above a signature: one more where the words have some themselves."""
    return 1 if len(body) > 1 else 0
