"""Reads bookmarks as browsers export them (the Netscape format), which most services write too, and Pocket's own page.

The format is described at https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85);
`TAGS` is an addition of services.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from domain.shapes.imports import ImportedLink, ImportFormat
from workers.imports.file_contents import LinkList, clean_labels

NETSCAPE: Final = re.compile(r"<!doctype netscape-bookmark|<dl\b[^>]*>\s*(?:<p>\s*)?<dt>\s*<(?:a|h3)\b", re.IGNORECASE)
POCKET: Final = re.compile(r"<title>pocket export|<a\b[^>]{0,4000}\btime_added=", re.IGNORECASE)
PEEK: Final = 65_536
GENERATORS: Final = {"raindrop": ImportFormat.RAINDROP, "linkding": ImportFormat.LINKDING}


def read_bookmarks(text: str) -> LinkList | None:
    """The bookmarks of a page; None when it is another kind of page."""
    beginning = text[:PEEK]
    pocket = POCKET.search(beginning)
    if not pocket and not NETSCAPE.search(beginning):
        return None
    parser = _Parser()
    parser.feed(text)
    parser.close()
    named = next((form for word, form in GENERATORS.items() if word in beginning[:2000].lower()), ImportFormat.BOOKMARKS)
    return LinkList(ImportFormat.POCKET if pocket else named, tuple(parser.links))


class _Parser(HTMLParser):
    """Collects links with the folder that they are in. `_folders` are the names of the open lists."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[ImportedLink] = []
        self._folders: list[str] = []
        self._folder = ""
        self._attributes: dict[str, str] = {}
        self._element = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"a", "h3"}:
            self._end_element()
            self._element, self._text = tag, []
            self._attributes = {name: value or "" for name, value in attrs}
        elif tag == "dl":
            self._end_element()
            self._folders.append(self._folder)
            self._folder = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == self._element:
            self._end_element()
        elif tag == "dl":
            self._end_element()
            self._folders = self._folders[:-1]

    def handle_data(self, data: str) -> None:
        if self._element:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end_element()

    def _end_element(self) -> None:
        text = " ".join("".join(self._text).split())
        if self._element == "h3":
            self._folder = "" if "personal_toolbar_folder" in self._attributes else text
        elif self._element == "a" and (address := self._attributes.get("href", "").strip()):
            tags = self._attributes.get("tags", "").split(",")
            folder = self._folders[-1] if self._folders else ""
            self.links.append(ImportedLink(address, text or None, clean_labels([*tags, folder])))
        self._element, self._text, self._attributes = "", [], {}
