"""Shares as the API lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.editions import Edition
from domain.shapes import share as shapes
from presentation.timestamps import utc, utc_or_none


@dataclass(frozen=True, slots=True)
class Share:
    """A link that anybody can read the thread by; `openings` counts how often its page was opened."""

    id: str
    url: str
    expires_at: datetime | None
    redact: bool
    tags: bool
    editions: tuple[Edition, ...]
    openings: int
    created_at: datetime

    @classmethod
    def from_domain(cls, share: shapes.Share, url: str) -> Share:
        return cls(
            id=share.id,
            url=url,
            expires_at=utc_or_none(share.expires_at),
            redact=share.redact,
            tags=share.tags,
            editions=share.editions,
            openings=share.openings,
            created_at=utc(share.created_at),
        )


@dataclass(frozen=True, slots=True)
class Shares:
    items: list[Share]
