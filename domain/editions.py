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


@dataclass(frozen=True, slots=True)
class Contents:
    """What an edition contains beside the points.

    `tags`: themes in the margin, their evidence underlined, and an index of themes. `exercise`: writing rows and boxes to tick,
    the thread's questions, and an answer key. `tagging`: the remark on who tagged the thread. `columns`: whether it may be set
    in two columns. `stylesheet`: whether it has a stylesheet of its own.
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
