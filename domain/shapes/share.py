"""A Share: a link by which people without a login read one thread, in a view that is made for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.editions import CONTENTS, Edition, Part
from domain.shapes.handout import Format


@dataclass(frozen=True, slots=True)
class Share:
    """`redact` hides names; without `tags` no theme is shown; `openings` counts how often its page was opened."""

    id: str
    thread_id: str
    redact: bool
    tags: bool
    chosen: tuple[Edition, ...]
    expires_at: datetime | None
    openings: int
    by: str
    created_at: datetime

    @property
    def editions(self) -> tuple[Edition, ...]:
        """What its readers can have. Without tags an edition that shows them is the plain one."""
        served = (edition if self.tags or not CONTENTS[edition].tags else Edition.READING for edition in self.chosen)
        return tuple(dict.fromkeys(served))

    @property
    def formats(self) -> tuple[Format, ...]:
        """The file formats. A thread's data names its captures and versions, and has what its owner left out."""
        return tuple(format_ for format_ in Format if format_ is not Format.JSON)

    def part(self, edition: Edition, requested: Part | None) -> Part | None:
        """The part of a workshop, None for all of them. The facilitator's sheet names the themes."""
        if self.tags or not CONTENTS[edition].exercise:
            return requested
        return Part.CARDS if requested is Part.CARDS else Part.SHEET
