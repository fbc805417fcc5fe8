"""Redacts threads with the placeholders of the messages file; called before a handout is rendered."""

from __future__ import annotations

from collections.abc import Sequence

from domain import redaction
from domain.redaction_review import RedactionReview, review_redaction
from domain.shapes.thread import Thread
from presentation.messages import load_messages


def redact(thread: Thread) -> Thread:
    """The same thread without names; see `domain/redaction.py`."""
    return redact_all((thread,))[0]


def redact_all(threads: Sequence[Thread]) -> tuple[Thread, ...]:
    """The same threads, none of which names anybody whom one of them names."""
    return redaction.redact(threads, placeholders())


def redact_joint(threads: Sequence[Thread], title: str) -> tuple[tuple[Thread, ...], str]:
    """The same for threads in one document, and for its title."""
    redactor = redaction.Redaction.of(threads, placeholders())
    return tuple(redaction.redact_thread(thread, redactor) for thread in threads), redactor.text(title)


def review(thread: Thread) -> RedactionReview:
    """What is hidden in a thread, and what else looks like a name."""
    return review_redaction(thread, placeholders())


def placeholders() -> redaction.Placeholders:
    """What is written in the place of names and addresses."""
    messages = load_messages().handout
    return redaction.Placeholders(
        author=str(messages.hidden_author), name=str(messages.hidden), address=str(messages.hidden_address)
    )
