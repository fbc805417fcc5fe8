"""What every Source is: it knows its captures by their content, and reads one without touching anything else."""

from __future__ import annotations

from typing import Protocol

from archive.shapes.capture import Capture
from archive.shapes.reading import Reading, Site


class Source(Protocol):
    """One site, or one form in which a site's threads come.

    `name` is for logs and tables (`thread reader text`); `site` is where the author published.
    """

    @property
    def name(self) -> str: ...

    @property
    def site(self) -> Site: ...

    def claims(self, capture: Capture) -> bool:
        """Whether this Source reads that Capture, judged by media type and content. Cheap, and never raises."""
        ...

    def read(self, capture: Capture) -> Reading:
        """Pure. Raises Empty, NotAThread, PageChanged, Gone or LoginRequired, never anything that is no ThreadsheetError."""
        ...
