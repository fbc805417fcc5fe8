"""What people say of themes: Wishes as they come in, Decisions as they are kept. Read by pages and exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shapes.theme import CodebookRef, Evidence


class Verb(StrEnum):
    """What is asked for one theme of one point. ACCEPT takes over a suggestion with its evidence; REJECT and REMOVE say no."""

    ADD = "add"
    ACCEPT = "accept"
    REMOVE = "remove"
    REJECT = "reject"

    @property
    def says(self) -> Answer:
        return Answer.YES if self in (Verb.ADD, Verb.ACCEPT) else Answer.NO


class Answer(StrEnum):
    """A person's word: the point carries the theme, or it does not. Where nobody spoke the model's suggestion stands."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Wish:
    """One change that a person asks for. `spans` are half-open, in code points; None leaves the evidence to what is there.

    `place` names the field of the request that it came from, so that a fault can be told there.
    """

    verb: Verb
    family: str
    theme: str
    spans: tuple[tuple[int, int], ...] | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The point that was spoken of, so that it is found again in every Version: its post, its words, where it stood."""

    position: int
    text: str
    post_id: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on one theme of one point, as it was said in Version `version`.

    Decisions made with one request share their `move`, and are undone together. `evidence` counts `anchor.text`.
    """

    id: int
    move: str
    codebook: CodebookRef
    version: int
    anchor: Anchor
    family: str
    theme: str
    answer: Answer
    evidence: tuple[Evidence, ...]
    made_at: datetime
    made_by: str | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A Decision and the position of its point in the thread's latest Version; None when that Version does not have it."""

    decision: Decision
    position: int | None
