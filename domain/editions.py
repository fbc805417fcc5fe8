"""The editions of a handout, and what each of them contains. A new edition begins here.

Its stylesheet is `templates/style/handout/NAME.css`, its texts are `editions` and `edition_notes` in the messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Edition(StrEnum):
    ANNOTATED = "annotated"
    READING = "reading"
    WORKSHOP = "workshop"


class Part(StrEnum):
    """A file of the workshop edition: what participants get, cards to sort on a wall, and the facilitator's own sheet."""

    SHEET = "sheet"
    CARDS = "cards"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Contents:
    """What an edition contains beside the points.

    `tags`: themes in the margin, their evidence underlined, and an index of themes. `exercise`: in parts for a workshop
    (`workers/handouts/workshop`) instead of one document. `tagging`: the remark on who tagged the thread. `columns`: whether it
    may be set in two columns, and `density` chosen. `stylesheet`: whether it has a stylesheet of its own.
    """

    tags: bool = False
    exercise: bool = False
    tagging: bool = True
    columns: bool = True
    stylesheet: bool = True


CONTENTS: Mapping[Edition, Contents] = {
    Edition.ANNOTATED: Contents(tags=True, stylesheet=False),
    Edition.READING: Contents(tagging=False),
    Edition.WORKSHOP: Contents(exercise=True, columns=False),
}
