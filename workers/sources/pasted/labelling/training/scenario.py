"""What a generated page shows before any site dresses it: a thread, others' answers, attachments; and its truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Final, TypeVar

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.lexicon import Language
from workers.sources.pasted.labelling.training.words import Prose

T = TypeVar("T")
Lines = list[tuple[str, int]]
HELD_OUT_LANGUAGES: Final = frozenset({"sv", "tr", "ko", "fi", "he"})  # no training page is written in them
SHORTEST_STRANGE: Final = 8  # code points of a line that must not be in any point; shorter ones may be there by chance


class Split(StrEnum):
    """What pages are for. Held-out ones have words, languages and layouts that no training page has."""

    TRAINING = "training"
    HELD_OUT = "held_out"


@dataclass(slots=True)
class Row:
    """A line of the page: its text, the blank lines above it, what it is, and the index of the point whose words it has.

    `part` is the finer state of a line that the labels alone do not tell: a quoted post's.
    """

    text: str
    above: int
    label: Label
    point: int | None = None
    part: str = ""


@dataclass(slots=True)
class Person:
    """Somebody on the page."""

    name: str
    handle: str
    headline: str


@dataclass(slots=True)
class Message:
    """One post on the page. `point` is its place in the thread; None for others' posts and for answers to them.

    `words` hold the author's `number` where there is one; `marker` is how it is written.
    """

    person: Person
    words: Lines
    number: int | None = None
    marker: str = ""
    point: int | None = None
    quote: Message | None = None
    card: str | None = None
    poll: tuple[str, ...] = ()
    note: str | None = None
    media: str | None = None
    advert: bool = False
    translated: bool = False
    cut: bool = False
    hidden_above: bool = False

    @property
    def text(self) -> str:
        return "\n".join(text for text, _ in self.words)


@dataclass(slots=True)
class Page:
    """A generated page with its truth, in the fields that the truth of stored pastes has.

    `points` hold the author's markers. `before`, `after` and `quote_mark` are layers round the rows, which are peeled off
    before lines are labelled.
    """

    kind: str
    language: str
    rows: list[Row]
    author: Person | None
    points: list[str]
    numbers: list[int | None]
    declared: int | None = None
    missing: list[int] = field(default_factory=list)
    verdict: str = "unknown"
    related: int = 0
    before: str = ""
    after: str = ""
    quote_mark: str = ""

    @property
    def text(self) -> str:
        inner = "".join("\n" * (row.above + (index > 0)) + row.text for index, row in enumerate(self.rows))
        if self.quote_mark:
            inner = "\n".join(f"{self.quote_mark}{line}".rstrip() for line in inner.split("\n"))
        return f"{self.before}{inner}{self.after}"

    @property
    def must_not_contain(self) -> list[str]:
        """Lines that are no words of the thread: boilerplate, others' posts, the author's answers to them."""
        inside = "\n".join(self.points)
        lines = {row.text.strip() for row in self.rows if row.point is None}
        return sorted(line for line in lines if len(line) >= SHORTEST_STRANGE and line not in inside)


NUMBERINGS: Final[tuple[tuple[str, bool], ...]] = (
    ("{k}/{n} ", True),
    ("{k}/{n} ", True),
    ("{k}/ ", True),
    ("({k}/{n}) ", True),
    ("[{k}/{n}] ", True),
    ("{k}. ", True),
    ("{k}) ", True),
    ("{k}/{n}: ", True),
    ("{k}/{n}\n", True),
    (" {k}/{n}", False),
    (" ({k}/{n})", False),
    (" {k}/", False),
    (" [{k}/{n}]", False),
    ("\n{k}/{n}", False),
)
UNSEEN_NUMBERINGS: Final[tuple[tuple[str, bool], ...]] = (
    ("{k} of {n}: ", True),
    ("<{k}/{n}> ", True),
    (" ({k} of {n})", False),
    ("#{k} ", True),
    ("{k}/{n} - ", True),
)


@dataclass(slots=True)
class Scenario:
    """Who says what on a page, from a seeded source of chance."""

    chance: Random
    language: Language
    prose: Prose
    author: Person
    others: list[Person]
    split: Split
    messages: list[Message] = field(default_factory=list)
    total: int | None = None

    @property
    def own(self) -> list[Message]:
        return [message for message in self.messages if message.point is not None]

    def odds(self, share: float) -> bool:
        return self.chance.random() < share

    def pick(self, *options: T, unseen: Iterable[T] = ()) -> T:
        """One of the options of a layout. Half of the held-out pages take an `unseen` one where there is any."""
        held_out = tuple(unseen)
        if held_out and self.split is Split.HELD_OUT and self.odds(0.5):
            return self.chance.choice(held_out)
        return self.chance.choice(options)

    def interface(self, key: str, **values: object) -> str:
        """The site's own text in the page's language; invented words where the lexicon has none."""
        text = self.language.texts.get(key)
        return text.format(**values) if text is not None else self.prose.label()

    def someone(self) -> Person:
        return self.chance.choice(self.others)


Skin = Callable[[Scenario], list[Row]]
