"""Pages of sites that nobody has seen: headers and trailers in random order, with invented labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.training.page_parts import (
    age,
    attachments,
    clock,
    date,
    furniture,
    number,
    numeric_date,
    plain_rows,
    words,
)
from workers.sources.pasted.labelling.training.scenario import Message, Row, Scenario

PARTS: Final = (
    ("handle", 0.6),
    ("dot", 0.3),
    ("date", 0.85),
    ("badge", 0.15),
    ("button", 0.15),
    ("headline", 0.12),
    ("rank", 0.1),
)


def random_page(page: Scenario) -> list[Row]:
    """A page whose layout is drawn once and holds for all of its posts."""
    layout = Layout(page)
    rows = list(furniture(page, page.pick(0, 0, 2, 4, 8), 0.1))
    for index, message in enumerate(page.messages):
        message.advert = False
        rows += layout.post(message, index)
    foot = page.pick(0, 0, 2, 5, 8) if layout.tells_ends else 0
    return [*rows, *furniture(page, foot, 0.1)]


class Layout:
    """One layout: which parts stand in a header, in which order, and what follows the words."""

    def __init__(self, page: Scenario) -> None:
        self.page = page
        self.header = self._order()
        self.joiner = page.pick(None, None, None, None, " ", " · ", unseen=(" | ", " – ", ", "))
        self.with_at = page.odds(0.8)
        self.button, self.badge, self.rank = page.prose.label(1), page.prose.label(1), page.prose.label(1)
        self.dot = page.pick("·", "•", "|", unseen=("∙", "—", "/"))
        self.labels = [page.prose.label(1) for _ in range(page.pick(0, 0, 1, 2, 3, 4))]
        self.trailer_form = page.pick(
            "counts", "counts", "labels", "joined", "pairs", "one line", unseen=("reversed pairs", "in brackets")
        )
        self.counts = page.pick(0, 1, 2, 3, 4)
        self.blank_between, self.blank_before_words, self.blank_before_trailer = (
            page.pick(0, 0, 1, 1, 2),
            page.pick(0, 0, 0, 1),
            page.pick(0, 0, 0, 1),
        )
        self.dates: Callable[[], str] = page.pick(
            *self._dates(),
            unseen=(lambda: f"{clock(page.chance)}, {date(page)}", lambda: f"{numeric_date(page)} – {clock(page.chance)}"),
        )

    @property
    def tells_ends(self) -> bool:
        """Whether something stands behind each post's words; without it nobody could tell where a page's foot begins."""
        return bool(self.counts if self.trailer_form in ("counts", "one line") else self.labels)

    def _order(self) -> list[str]:
        """The parts of a header: a name, and nearly always something beside it."""
        page = self.page
        if page.odds(0.05):
            return ["name"]
        rest = [part for part, share in PARTS if page.odds(share)] or ["date"]
        page.chance.shuffle(rest)
        if page.odds(0.12):
            return [*rest, "name"]
        return ["name", *rest] if page.odds(0.85) else [*rest[:1], "name", *rest[1:]]

    def _dates(self) -> tuple[Callable[[], str], ...]:
        page = self.page
        return (
            lambda: date(page),
            lambda: age(page),
            lambda: clock(page.chance),
            lambda: f"{date(page, True)} {clock(page.chance)}",
            lambda: numeric_date(page),
        )

    def post(self, message: Message, index: int) -> list[Row]:
        """The rows of one post."""
        parts = [self._part(part, message) for part in self.header]
        rows = (
            [Row(self.joiner.join(text for text, _ in parts), 0, Label.NAME)]
            if self.joiner
            else [Row(text, 0, label) for text, label in parts]
        )
        rows[0].above = self.blank_between if index else 0
        body = list(words(message))
        body[0].above = max(body[0].above, self.blank_before_words)
        return [*rows, *body, *attachments(self.page, message), *self._trailer()]

    def _part(self, part: str, message: Message) -> tuple[str, Label]:
        if part == "name":
            return message.person.name, Label.NAME
        if part == "handle":
            return ("@" if self.with_at else "") + message.person.handle, Label.HANDLE
        texts = {"dot": self.dot, "badge": self.badge, "button": self.button, "headline": message.person.headline}
        if part == "rank":
            return f"{self.rank}: {number(self.page)}", Label.META
        return texts.get(part) or self.dates(), Label.META

    def _trailer(self) -> list[Row]:
        counts = [number(self.page) for _ in range(self.counts) if self.page.odds(0.85)]
        pairs = [(label, number(self.page)) for label in self.labels]
        forms = {
            "counts": counts,
            "labels": [*counts, *self.labels],
            "joined": [f"{count} {label}" for label, count in pairs],
            "pairs": [text for label, count in pairs for text in (label, count)],
            "one line": [" · ".join(f"{count} {label}" for label, count in pairs)] if len(pairs) > 1 else counts,
            "reversed pairs": [text for label, count in pairs for text in (count, label)],
            "in brackets": [f"{label} ({count})" for label, count in pairs],
        }
        return plain_rows(forms[self.trailer_form], Label.TRAILER, self.blank_before_trailer)
