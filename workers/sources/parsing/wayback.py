"""Pages of the Wayback Machine, which puts its own address before every link and picture. Used by sources of pages."""

from __future__ import annotations

import re
from typing import Final

PREFIX: Final = re.compile(r"(?:https?:)?(?://web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?:)")
LATEST: Final = "https://web.archive.org/web/2id_/{}"  # the newest copy, without the Wayback Machine's changes


def remove_archive_prefix(page: str) -> str:
    """The page with its original addresses."""
    return PREFIX.sub("", page) if "/web/" in page else page


def latest_copy_url(url: str) -> str:
    return LATEST.format(url)
