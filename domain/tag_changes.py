"""Checks tag requests before decisions are stored; every fault is reported by its field."""

from __future__ import annotations

from collections.abc import Container, Sequence

from domain.errors import Invalid
from domain.messages import Message, message
from domain.shapes.codebook import Codebook
from domain.shapes.decision import Answer, TagRequest
from domain.shapes.tag import Evidence


def check_themes(requests: Sequence[TagRequest], codebook: Codebook, present: Container[tuple[str, str | None]]) -> None:
    """Raises `Invalid` for themes that the codebook does not have, and for themes that are requested twice.

    `present` are the themes on the point already: one that has since left the codebook can still be rejected.
    """
    in_codebook = {(family.id, theme.id) for family in codebook.families for theme in family.themes}
    faults: dict[str, Message] = {}
    requested = set[tuple[str, str | None]]()
    for request in requests:
        theme = (request.family, request.theme)
        rejected = request.action.answer is Answer.NO and theme in present
        if theme not in in_codebook and not rejected:
            faults[request.field] = message("invalid.no_theme", theme="/".join(filter(None, theme)), codebook=codebook.id)
        elif theme in requested:
            faults[request.field] = message("invalid.theme_twice", theme="/".join(filter(None, theme)))
        requested.add(theme)
    if not requests:
        raise Invalid("no_themes")
    if faults:
        raise Invalid(fields=faults)


def evidence_from(request: TagRequest, text: str) -> tuple[Evidence, ...]:
    """The words that a person marked, in order, overlapping ones joined. Raises `Invalid` for spans outside the text."""
    faults = {
        f"{request.field}.evidence.{index}": message("invalid.no_words", start=start, end=end, length=len(text))
        for index, (start, end) in enumerate(request.spans or ())
        if not 0 <= start < end <= len(text) or not text[start:end].strip()
    }
    if faults:
        raise Invalid(fields=faults)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(request.spans or ()):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(Evidence(start, end, text[start:end]) for start, end in joined)
