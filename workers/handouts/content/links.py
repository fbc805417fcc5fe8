"""Numbers the addresses of links, which a handout lists at its end: links cannot be clicked on paper."""

from __future__ import annotations

import re
from html import unescape

LINK = re.compile(r'(<a class="link" href="([^"]*)"[^>]*>)(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")


class Links:
    """Addresses in the order of their first use, each with one number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, address: str) -> int:
        """The number of an address; a new address gets the next number."""
        return self._numbers.setdefault(address, len(self._numbers) + 1)

    def add_numbers(self, html: str) -> str:
        """Markup of `to_html` with a number behind every link whose text is not its address."""
        return LINK.sub(self._note, html) if '<a class="link"' in html else html

    def _note(self, link: re.Match[str]) -> str:
        address, link_text = unescape(link[2]), unescape(TAG.sub("", link[3])).strip()
        if link_text in {address, address.removeprefix("https://"), address.removeprefix("https://www.")}:
            return link[0]
        return f"{link[0]}<sup>{self.number(address)}</sup>"

    @property
    def entries(self) -> tuple[tuple[int, str], ...]:
        """Numbers and addresses."""
        return tuple((number, address) for address, number in self._numbers.items())
