"""Addresses that people give: which can be those of a thread at all. Asked by the server before anything is kept."""

from __future__ import annotations

from urllib.parse import urlsplit

from archive.errors import Invalid, UnsupportedSite

LONGEST = 2000
SCHEMES = frozenset({"http", "https", "at"})


def checked(url: str) -> str:
    """The address without the space round it. Raises Invalid for one that is too long, UnsupportedSite for no thread's."""
    address = url.strip()
    if len(address) > LONGEST:
        raise Invalid("This address is too long to be one.", {"url": f"At most {LONGEST:,} characters."})
    try:
        parts = urlsplit(address)
        if parts.scheme.lower() in SCHEMES and parts.netloc:
            return address
    except ValueError:
        pass
    raise UnsupportedSite
