"""Takes addresses apart and joins them without ever raising: what stands in a page or an answer may be no address at all."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

NO_PARTS: Final = SplitResult("", "", "", "", "")


def split_url(url: str | None) -> SplitResult:
    """The parts of an address; empty ones for what is malformed, such as half a bracketed host."""
    try:
        return urlsplit(url or "")
    except ValueError:
        return NO_PARTS


def join_url(base: str, reference: str) -> str:
    """The address that a reference on a page leads to; the reference itself where one of the two is malformed."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference
