"""A Failure: what went wrong with a Submission or a Handout, as it is kept and shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """A stable code, a sentence for a person, and whether trying again can help."""

    code: str
    message: str
    retryable: bool
