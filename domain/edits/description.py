"""What an edit did, in a few words, for the history of a thread."""

from __future__ import annotations

from domain.shapes.edit import Facts, Named, Operation

FACTS = {
    "title": "the title",
    "author": "the author",
    "handle": "the author's handle",
    "url": "the source",
    "posted_at": "the date",
}


def describe(operation: Operation) -> str:
    if operation.split:
        return f"cut {_quoted(operation.split.point)} in two"
    if operation.join:
        return f"joined {_quoted(operation.join.point)} with {_quoted(operation.join.following)}"
    if operation.drop:
        return f"left out {_quoted(operation.drop.point)}"
    if operation.restore:
        return f"took back {_quoted(operation.restore.block)}"
    return f"set {_facts(operation.set or Facts())}"


def _quoted(name: Named) -> str:
    return f"“{name.beginning}”" if name.beginning else "a post without words"


def _facts(facts: Facts) -> str:
    said = [words for field, words in FACTS.items() if getattr(facts, field) is not None]
    return " and ".join((", ".join(said[:-1]), said[-1])) if len(said) > 1 else "".join(said)
