"""A Mention: a post that asks the bot to unroll the thread above it, and how far the answer is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.messages import Message


class Network(StrEnum):
    """Where a bot can be mentioned."""

    BLUESKY = "bluesky"
    MASTODON = "mastodon"


class MentionState(StrEnum):
    """`answering` is set before the answer is sent: one that was interrupted looks whether it is there already."""

    RECEIVED = "received"
    ANSWERING = "answering"
    ANSWERED = "answered"
    DELETED = "deleted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Mention:
    """`id` is the post's; `reply` has what an answer on its network needs (ids of the post and of its thread)."""

    network: Network
    id: str
    account: str
    handle: str
    url: str
    language: str
    reply: Mapping[str, str]
    state: MentionState
    submission_id: str | None
    share_id: str | None
    answer: str | None
    created_at: datetime
    failure: Message | None = None
