"""An Address: what a URL that a person gives leads to. Made by `domain/addresses.py`, read by the server and by sources."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.shapes.reading import Site


class Kind(StrEnum):
    """What stands at an address: a post on its site, another service's unrolled copy of a thread, or any page."""

    POST = "post"
    UNROLLED = "unrolled"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Address:
    """One spelling for all that mean the same.

    `url` is the canonical one. `host` is in lower case and ASCII, with its port when that is not the scheme's own. `post_id` is
    the post as the address names it: X its number, Bluesky the at:// URI (with the handle in it when the address has no DID),
    Threads the code, Mastodon the id on `host`; None where the address alone does not tell. `handle` has no @ and is
    `user@host` for Mastodon. `archived` is the address of the Wayback Machine's copy when that was given: it is the one to ask.
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
        """The address to fetch, where a site has no better way in."""
        return self.archived or self.url
