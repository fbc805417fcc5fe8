"""Describes an edit in a short message, for the history of a thread."""

from __future__ import annotations

from domain.messages import Message, message
from domain.shapes.edit import Facts, Operation, Reference

FACT_NAMES = ("title", "author", "handle", "url", "posted_at")


def describe(operation: Operation) -> Message:
    """What the operation does, with the points it concerns named by their first words."""
    if operation.split:
        return message("edit.split", point=quote(operation.split.point))
    if operation.join:
        return message("edit.join", point=quote(operation.join.point), following=quote(operation.join.following))
    if operation.drop:
        return message("edit.drop", point=quote(operation.drop.point))
    if operation.restore:
        return message("edit.restore", block=quote(operation.restore.block))
    if operation.read_as:
        return message("edit.read_as", count=operation.read_as.points)
    facts = operation.set or Facts()
    return message("edit.set", facts=tuple(name for name in FACT_NAMES if getattr(facts, name) is not None))


def quote(reference: Reference) -> Message:
    """The first words of what is referred to, in quotation marks; a post without text is called that."""
    return message("edit.excerpt", text=reference.excerpt) if reference.excerpt else Message("edit.no_text")
