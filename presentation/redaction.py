"""Redacts a thread with the placeholders of the messages file; called before a handout is rendered."""

from __future__ import annotations

from domain import redaction
from domain.shapes.thread import Thread
from presentation.messages import load_messages


def redact(thread: Thread) -> Thread:
    """The same thread without names; see `domain/redaction.py`."""
    messages = load_messages().handout
    placeholders = redaction.Placeholders(
        author=str(messages.hidden_author), name=str(messages.hidden), address=str(messages.hidden_address)
    )
    return redaction.redact(thread, placeholders)
