"""What every Source is: it knows its captures by their content, and reads one without touching anything else.

Some can also get a Capture of an address; they touch nothing but the Fetcher they are handed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, runtime_checkable

from domain.shapes.address import Address
from domain.shapes.capture import Capture
from domain.shapes.reading import Reading, Site
from workers.fetch import Fetcher


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


@runtime_checkable
class FetchingSource(Source, Protocol):
    """A Source that can also ask its site.

    `example` is an address that it takes and no other Source takes before it; `shows` says in a sentence what its site gives to
    somebody who is not logged in. Both stand in `docs/sources.md`.
    """

    @property
    def example(self) -> str: ...

    @property
    def shows(self) -> str: ...

    def takes(self, address: Address) -> bool:
        """Whether it can get a Capture of what stands at an address. Cheap, pure, and never raises."""
        ...

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Get it, with url set to the canonical address. `now` is when it was captured.

        Raises what the Fetcher raises, PageChanged, NotHere when the site turns out to be of another kind, and Elsewhere.
        """
        ...


class AuthorOnOtherServer(Exception):
    """The thread's home is at another address, where all of it is. `here` makes do with what this site knows of it."""

    def __init__(self, address: Address, here: Callable[[], Capture]) -> None:
        super().__init__(address.url)
        self.address, self.here = address, here


class NotThisSite(Exception):
    """Behind this address is no site of this Source's kind: the next one that takes it may try."""
