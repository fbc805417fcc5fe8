"""A Failure: what went wrong with a Submission or a Handout, as it is stored and shown."""

from __future__ import annotations

from dataclasses import dataclass

from domain.messages import Message


@dataclass(frozen=True, slots=True)
class Failure:
    """Why it failed, and whether trying again can help."""

    reason: Message
    retryable: bool

    @property
    def code(self) -> str:
        """The stable code that programs see."""
        return self.reason.code
