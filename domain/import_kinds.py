"""Whether a file may hold many threads, by its beginning. For the server, `./threadsheet save` and what opens exports.

What such a file holds is found out by `workers/imports`; what is one thread after all is saved as one.
"""

from __future__ import annotations

import re
from typing import Final

PEEK: Final = 16_384
"""How many bytes of a file are its beginning."""
CONTAINERS: Final = (b"PK\x03\x04", b"\x1f\x8b")
"""The first bytes of ZIP and gzip files."""
KNOWN_FORM: Final = rb"window\.YTD\.|<!doctype netscape-bookmark"
"""An archive of X, and bookmarks."""
KNOWN: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:" + KNOWN_FORM + rb")", re.IGNORECASE)
POSSIBLE: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:" + KNOWN_FORM + rb"|(?:(?:https?|at)://\S+[ \t]*\r?\n\s*){2}"
    rb'|[\[{].{0,8000}?"(?:bookmarks|tag_names|given_url|orderedItems|source_url|book_tags|href|roots)"\s*:'
    rb'|(?:[^\r\n]{0,500}[,;\t])?"?(?:source |given_)?(?:url|link|href)"?(?:[,;\t][^\r\n]{0,500})?\r?\n.{0,4000}?https?://)',
    re.IGNORECASE | re.DOTALL,
)
"""The same, lists of addresses, and tables and JSON with the names that exports of services have."""


def is_container(beginning: bytes) -> bool:
    """Whether a file is a ZIP or gzip file."""
    return beginning.startswith(CONTAINERS)


def holds_many(beginning: bytes) -> bool:
    """Whether a file surely holds many threads or addresses: a ZIP or gzip file, an archive of X, bookmarks."""
    return is_container(beginning) or KNOWN.match(beginning) is not None


def may_hold_many(beginning: bytes) -> bool:
    """Whether a file may be a list of addresses, or posts of an account."""
    return is_container(beginning) or POSSIBLE.match(beginning) is not None
