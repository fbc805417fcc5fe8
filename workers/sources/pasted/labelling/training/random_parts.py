"""Parts of random layouts: forms of time, labels of buttons, what follows a post's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.training.page_parts import age, clock, date, number, numeric_date, plain_rows
from workers.sources.pasted.labelling.training.scenario import Row, Scenario

BUTTON_KEYS: Final = ("like", "reply", "repost", "comment", "send", "bookmark", "translate_short", "show_original")
LEXICON_SHARE: Final = 0.4  # of buttons whose text the lexicon has in the page's language


def button_label(page: Scenario) -> str:
    """A button's text: the page's language has it in the lexicon, or it is invented."""
    if not page.odds(LEXICON_SHARE):
        return page.prose.label(4 if page.odds(0.15) else 2)
    more = page.language.more["button"]
    return page.chance.choice(more) if page.odds(0.5) else page.interface(page.chance.choice(BUTTON_KEYS))


def header_prefixes(page: Scenario) -> tuple[str, ...]:
    """What a page may put in front of a name on its line."""
    word = page.prose.word()
    return (f"{word.capitalize()} ", f"{word} ", "— ", "• ", f"{word.capitalize()}: ", "> ", "↳ ")


class Times:
    """One form of time for all posts of a layout."""

    def __init__(self, page: Scenario) -> None:
        self.page = page
        forms: tuple[Callable[[], str], ...] = (
            lambda: date(page),
            lambda: age(page),
            lambda: age(page),
            lambda: clock(page.chance),
            lambda: f"{date(page, True)} {clock(page.chance)}",
            lambda: numeric_date(page),
            lambda: f"{numeric_date(page)}, {clock(page.chance)}",
            lambda: f"{date(page, True)}, {clock(page.chance)}",
        )
        self.form: Callable[[], str] = page.pick(
            *forms,
            unseen=(lambda: f"{clock(page.chance)}, {date(page)}", lambda: f"{numeric_date(page)} – {clock(page.chance)}"),
        )
        word, behind = page.prose.word(), page.odds(0.5)
        self.frame = (f"{{}} {word}" if behind else f"{word.capitalize()} {{}}") if page.odds(0.12) else "{}"
        self.signs = page.pick("{}", "{}", "{}", "{}", "· {}", "({})", "• {}", "{} ·", "[{}]")

    def text(self) -> str:
        """A time in this form."""
        return self.signs.format(self.frame.format(self.form()))


@dataclass(frozen=True, slots=True)
class Parts:
    """What a trailer is made of: counts alone, labels, a number for each label, what stands between parts on one line."""

    counts: list[str]
    labels: list[str]
    numbers: list[str]
    joiner: str

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return list(zip(self.labels, self.numbers, strict=True))

    @property
    def counted(self) -> list[str]:
        return [f"{count} {label}" for label, count in self.pairs]


class Trailer:
    """What follows a post's words: counts, buttons, both; the same labels below all posts."""

    def __init__(self, page: Scenario, times: Times | None) -> None:
        self.page, self.times = page, times
        self.labels = [button_label(page) for _ in range(page.pick(0, 0, 1, 2, 3, 4))]
        self.form = page.pick(*FORMS, unseen=("reversed pairs", "in brackets"))
        self.counts = page.pick(0, 1, 2, 3, 4)
        self.colon = page.odds(0.12)
        self.sign = page.pick("", "", "", "", "", "▲ ", "♥ ", "💬 ", "[–] ") if self.labels else ""
        self.joiner = page.pick(" · ", " | ", "  ", " ", " • ", unseen=(" / ", ", "))
        self.answers = page.interface("replies") if page.odds(0.15) else ""
        self.shortfall = page.odds(0.5)

    @property
    def tells_ends(self) -> bool:
        """Whether something stands behind each post's words."""
        return bool(self.counts if self.form in ("counts", "one line") else self.labels) or self.times is not None

    def rows(self, above: int) -> list[Row]:
        """What stands below one post."""
        counts = [number(self.page) for _ in range(self.counts) if not self.shortfall or self.page.odds(0.85)]
        labels = [f"{label}:" if self.colon else label for label in self.labels]
        texts = FORMS_OF[self.form](Parts(counts, labels, [number(self.page) for _ in labels], self.joiner))
        texts = [self.times.text(), *texts] if self.times else texts
        if self.sign and texts:
            texts[0] = self.sign + texts[0]
        if self.answers and self.page.odds(0.4):
            texts = [*texts, f"{self.page.chance.randint(1, 9)} {self.answers}"]
        return plain_rows(texts, Label.TRAILER, above)


def _one_line(parts: Parts) -> list[str]:
    return [parts.joiner.join(parts.counted)] if len(parts.labels) > 1 else parts.counts


FORMS_OF: Final[dict[str, Callable[[Parts], list[str]]]] = {
    "counts": lambda parts: parts.counts,
    "labels": lambda parts: [*parts.counts, *parts.labels],
    "labels first": lambda parts: [*parts.labels, *parts.counts],
    "joined": lambda parts: parts.counted,
    "pairs": lambda parts: [text for label, count in parts.pairs for text in (label, count)],
    "between": lambda parts: [*parts.labels[:1], *parts.counts, *parts.labels[1:]],
    "one line": _one_line,
    "buttons in a line": lambda parts: [*parts.counts, *([parts.joiner.join(parts.labels)] if parts.labels else [])],
    "reversed pairs": lambda parts: [text for label, count in parts.pairs for text in (count, label)],
    "in brackets": lambda parts: [f"{label} ({count})" for label, count in parts.pairs],
}
FORMS: Final = ("counts", "counts", "labels", "labels first", "joined", "pairs", "between", "one line", "buttons in a line")
