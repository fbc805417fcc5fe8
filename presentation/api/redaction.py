"""What redaction hides in a thread, and what a person said about it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.redaction_review import NameCount, RedactionReview


@dataclass(frozen=True, slots=True)
class Redaction:
    """Hidden words and others that look like names, with how often they occur. `hide` and `keep` are a person's choices."""

    places: int
    hidden: list[NameCount]
    candidates: list[NameCount]
    hide: list[str]
    keep: list[str]

    @classmethod
    def from_domain(cls, review: RedactionReview) -> Redaction:
        hide, keep = list(review.choices.hide), list(review.choices.keep)
        return cls(review.places, list(review.hidden), list(review.candidates), hide, keep)
