"""What people decide about themes: TagRequests as they come in, Decisions as they are stored. Read by pages and exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shapes.codebook import CodebookRef
from domain.shapes.tag import Evidence


class TagAction(StrEnum):
    """What a request does with a theme of a point. ACCEPT takes over the model's tag with its evidence; REMOVE and REJECT mean
    that the point does not carry the theme."""

    ADD = "add"
    ACCEPT = "accept"
    REMOVE = "remove"
    REJECT = "reject"

    @property
    def answer(self) -> Answer:
        return Answer.YES if self in (TagAction.ADD, TagAction.ACCEPT) else Answer.NO


class Answer(StrEnum):
    """A person's answer to whether a point carries a theme. Without an answer the model's tag stands."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class TagRequest:
    """One change that a person asks for. `spans` are half-open, in code points; `memo` is why, in their words.

    None keeps the evidence, or the memo, that is there.
    `field` names the field of the HTTP request that it came from, for messages about faults.
    """

    action: TagAction
    family: str
    theme: str | None
    spans: tuple[tuple[int, int], ...] | None = None
    field: str = ""
    memo: str | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The point of a Decision, described so that it is found in every Version: its position, its text, its post."""

    position: int
    text: str
    post_id: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's answer on one theme of one point, given in Version `version`.

    Decisions made with one request share their `batch_id`, and are undone together. `evidence` has offsets into `anchor.text`.
    """

    id: int
    batch_id: str
    codebook: CodebookRef
    version: int
    anchor: Anchor
    family: str
    theme: str | None
    answer: Answer
    evidence: tuple[Evidence, ...]
    made_at: datetime
    made_by: str | None = None
    memo: str | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlacedDecision:
    """A Decision and the position of its point in the thread's latest Version; None when that Version does not have it."""

    decision: Decision
    position: int | None
