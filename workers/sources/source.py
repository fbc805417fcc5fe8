"""The interface of a Source: it recognises its Captures by their content and reads them without any other input.

Some Sources can also fetch a Capture of an address; they use nothing but the Fetcher that they are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from domain.messages import Message
from domain.shapes.address import Address
from domain.shapes.capture import Capture
from domain.shapes.choice import ThreadChoice
from domain.shapes.reading import Reading, Site
from workers.fetch import Fetcher


class Source(Protocol):
    """One site, or one form in which threads of a site come.

    `name` is for logs and tables (`thread reader text`); `site` is where the author published. The first paragraph of the
    class's docstring says in `docs/sources.md` what it reads.
    """

    @property
    def name(self) -> str: ...

    @property
    def site(self) -> Site: ...

    def claims(self, capture: Capture) -> bool:
        """Whether this Source reads that Capture, judged by media type and content. Cheap, and never raises."""
        ...

    def read(self, capture: Capture) -> Reading:
        """Parses a Capture; pure. Raises Empty, NotAThread, PageChanged, Gone or LoginRequired, only ThreadsheetErrors."""
        ...


@runtime_checkable
class FetchingSource(Source, Protocol):
    """A Source that can also fetch from its site.

    `example` is an address that it takes and no Source before it takes; `public_view` says what its site shows without a login.
    Both are in `docs/sources.md`.
    """

    @property
    def example(self) -> str: ...

    @property
    def public_view(self) -> Message: ...

    def takes(self, address: Address) -> bool:
        """Whether it can fetch a Capture of an address. Cheap, pure, and never raises."""
        ...

    def fetch(self, address: Address, fetcher: Fetcher, now: datetime) -> Capture:
        """Fetches a Capture whose `url` is the canonical address and whose `captured_at` is `now`.

        Raises what the Fetcher raises, PageChanged, NotThisSite, and AuthorOnOtherServer.
        """
        ...


@runtime_checkable
class ListSource(Source, Protocol):
    """A Source whose Captures may hold several threads: feeds, archives of an account."""

    def threads_in(self, capture: Capture) -> tuple[ThreadChoice, ...]:
        """The threads of two posts or more, so that a person can choose one by its address in the Capture's hints.

        Empty for a Capture that is about one thread. Raises what `read` raises.
        """
        ...


@runtime_checkable
class ExcerptSource(ListSource, Protocol):
    """A ListSource that can take single threads out of a Capture, so that each is stored without all the others."""

    def excerpts(self, capture: Capture, threads: Sequence[ThreadChoice]) -> Iterator[Capture]:
        """A Capture of each thread, in order, that reads as the thread of the whole Capture does: posts are unchanged."""
        ...


class AuthorOnOtherServer(Exception):
    """The author's account, and with it the whole thread, is on another server, at `address`.

    `fetch_copy` fetches the copy on the server that was asked, which may lack posts.
    """

    def __init__(self, address: Address, fetch_copy: Callable[[], Capture]) -> None:
        super().__init__(address.url)
        self.address, self.fetch_copy = address, fetch_copy


class NotThisSite(Exception):
    """The site at an address is not of this Source's kind; the next Source that takes the address may try."""
