"""An Address: the site and post that a URL stands for. Built by `domain/addresses.py`, read by the server and by sources."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.shapes.reading import Site


class Kind(StrEnum):
    """What is found at an address: a post on its site, another service's unrolled copy of a thread, or any page."""

    POST = "post"
    UNROLLED = "unrolled"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Address:
    """A recognised address, equal for all URLs of a post.

    `url` is canonical. `host` is lower case and ASCII, with its port when that is not the scheme's default. `post_id` is
    the post's id where the address has it: X the number, Bluesky the at:// URI (with the handle when the address has no
    DID), Threads the code, Mastodon the id on `host`; else None. `handle` has no @ and is `user@host` for Mastodon. `archived`
    is the address of the Wayback Machine's copy when that was given, and is then the one to fetch.
    """

    site: Site
    kind: Kind
    url: str
    host: str
    post_id: str | None = None
    handle: str | None = None
    archived: str | None = None

    @property
    def fetch_url(self) -> str:
        """The address to fetch, for sites without an API."""
        return self.archived or self.url
