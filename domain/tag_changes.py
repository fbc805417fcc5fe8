"""Looks through what a person asks for before it is written down; every fault is told at its place. Called by decisions."""

from __future__ import annotations

from collections.abc import Container, Sequence

from domain.errors import Invalid
from domain.shapes.decision import Answer, Wish
from domain.shapes.theme import Codebook, Evidence


def check_themes(wishes: Sequence[Wish], codebook: Codebook, present: Container[tuple[str, str]]) -> None:
    """Raises `Invalid` for themes that the codebook does not have, and for a theme that is spoken of twice.

    `present` are the themes on the point already: one that has since left the codebook can still be turned away.
    """
    known = {(family.id, theme.id) for family in codebook.families for theme in family.themes}
    faults, seen = {}, set[tuple[str, str]]()
    for wish in wishes:
        about = (wish.family, wish.theme)
        turned_away = wish.verb.says is Answer.NO and about in present
        if about not in known and not turned_away:
            faults[wish.place] = f"There is no theme {wish.family}/{wish.theme} in the codebook {codebook.id}."
        elif about in seen:
            faults[wish.place] = f"{wish.family}/{wish.theme} is asked for twice here."
        seen.add(about)
    if not wishes:
        raise Invalid("Nothing is asked for: name themes to add or to remove.")
    if faults:
        raise Invalid(None, faults)


def evidence_of(wish: Wish, text: str) -> tuple[Evidence, ...]:
    """The words that a person marked, in order, overlapping ones joined. Raises `Invalid` for spans outside of the text."""
    faults = {
        f"{wish.place}.evidence.{index}": f"There are no words from {start} to {end}: the text has {len(text)} characters."
        for index, (start, end) in enumerate(wish.spans or ())
        if not 0 <= start < end <= len(text) or not text[start:end].strip()
    }
    if faults:
        raise Invalid(None, faults)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(wish.spans or ()):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(Evidence(start, end, text[start:end]) for start, end in joined)
