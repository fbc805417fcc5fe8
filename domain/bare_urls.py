"""Finds bare URLs in a text, and decides which URLs may become links. Used by markup and redaction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

LONGEST = 2000
BARE = re.compile(
    r"https?://[^\s<>\"“”«»「」『』（）、。，\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff]{1,2000}",
    re.IGNORECASE,
)
TRAILING = frozenset(".,:;!?…'’*_~|")
BRACKETS = {")": "(", "]": "[", "}": "{"}
CONTROLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\\]")


def find_urls(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the URLs in a text, in order: without the sentence's punctuation, and with brackets only in pairs."""
    if "://" not in text:
        return
    for match in BARE.finditer(text):
        address = trim_url(match.group())
        if safe_address(address):
            yield match.start(), match.start() + len(address)


def trim_url(address: str) -> str:
    """Removes the punctuation behind an address that belongs to the sentence."""
    counts = Counter(address)
    end = len(address)
    while end:
        last = address[end - 1]
        opening = BRACKETS.get(last)
        if last not in TRAILING and (opening is None or counts[opening] >= counts[last]):
            break
        counts[last] -= 1
        end -= 1
    return address[:end]


@lru_cache(maxsize=256)  # sources check each address of a page several times
def safe_address(url: str | None) -> str | None:
    """The address when it is http or https, has a host and has no invisible characters, else None."""
    if not url or len(url) > LONGEST or CONTROLS.search(url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme.lower() in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None
