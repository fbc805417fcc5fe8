"""The interface of a Form: a Source of texts of one shape, known by lines that only such texts have."""

from __future__ import annotations

from typing import Final, Protocol

from domain.shapes.capture import Capture
from workers.sources.source import Source

CERTAIN: Final = 20  # signatures of a text that cannot be anything else


class Form(Source, Protocol):
    """`reads_front_matter` says whether it reads what stands between `---` at the top itself."""

    @property
    def reads_front_matter(self) -> bool: ...

    def signatures(self, capture: Capture) -> int:
        """How many lines only texts of this form have; 0 where it does not read the text."""
        ...
