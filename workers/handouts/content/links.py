"""Where the links of a text lead, as numbered notes: on paper nobody can click."""

from __future__ import annotations

import re
from html import unescape

LINK = re.compile(r'(<a class="link" href="([^"]*)"[^>]*>)(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")


class Links:
    """Addresses in the order in which they come up, each with one number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, address: str) -> int:
        """The number of an address; a new one for one that is new."""
        return self._numbers.setdefault(address, len(self._numbers) + 1)

    def numbered(self, html: str) -> str:
        """Text as `to_html` makes it, with a note's number behind every link whose address is not there to be read."""
        return LINK.sub(self._note, html) if '<a class="link"' in html else html

    def _note(self, link: re.Match[str]) -> str:
        address, shown = unescape(link[2]), unescape(TAG.sub("", link[3])).strip()
        if shown in {address, address.removeprefix("https://"), address.removeprefix("https://www.")}:
            return link[0]
        return f"{link[0]}<sup>{self.number(address)}</sup>"

    @property
    def listed(self) -> tuple[tuple[int, str], ...]:
        """Numbers and addresses."""
        return tuple((number, address) for address, number in self._numbers.items())
