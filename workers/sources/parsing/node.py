"""A page of HTML as something that can be searched and walked. The one place where sources parse HTML.

lxml by itself drops everything below a depth of about 254 and after a text of 10 MB without a word; asked for huge trees it
goes down to about 2,000. What a source finds it must still count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, cast

from lxml import etree

from workers.sources.parsing.decoding import printable

EMPTY: Final = b"<html></html>"


@lru_cache(maxsize=500)
def compiled(path: str) -> etree.XPath:
    return etree.XPath(path, smart_strings=False)


def with_class(name: str, tag: str = "*") -> str:
    """The XPath of an element, at any depth, that has this class among others."""
    return f"descendant::{tag}[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One element. Paths are XPath, seen from it; attributes and texts that are missing are ""."""

    element: etree._Element

    @classmethod
    def parsed(cls, page: str) -> Node:
        """The root of a page, or of a piece of one. Whatever is wrong with the page, something comes out."""
        parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
        root = etree.fromstring(page.encode("utf-8", "replace") if page.strip() else EMPTY, parser)
        return cls(root if root is not None else etree.fromstring(EMPTY, etree.HTMLParser()))

    @property
    def tag(self) -> str:
        return str(self.element.tag)

    def get(self, name: str) -> str:
        """An attribute."""
        return printable(self.element.get(name) or "")

    @property
    def classes(self) -> frozenset[str]:
        return frozenset((self.element.get("class") or "").split())

    def all(self, path: str) -> list[Node]:
        """Every element that the path leads to, in the order of the page."""
        found = compiled(path)(self.element)
        return [Node(each) for each in cast(list[etree._Element], found)]

    def every(self, tag: str | None = None) -> Iterator[Node]:
        """This element and all inside of it, or those of one tag; quicker than a path."""
        return (Node(each) for each in self.element.iter(tag))

    def first(self, path: str) -> Node | None:
        return next(iter(self.all(path)), None)

    def has(self, path: str) -> bool:
        return bool(compiled(path)(self.element))

    def value(self, path: str) -> str:
        """The first attribute or text that the path leads to, or the string that it makes."""
        found = compiled(path)(self.element)
        if isinstance(found, list):
            return printable(str(found[0])) if found else ""
        return printable(str(found))

    @property
    def words(self) -> str:
        """All of its text, as it stands in the page."""
        return printable("".join(cast(Iterator[str], self.element.itertext())))

    @property
    def line(self) -> str:
        """All of its text on one line."""
        return " ".join(self.words.split())

    def inside(self, other: Node | None) -> bool:
        """Whether this element is the other one, or stands in it."""
        return other is not None and (
            self.element is other.element or any(each is other.element for each in self.element.iterancestors())
        )

    @property
    def children(self) -> Iterator[Node | str]:
        """Texts and elements directly inside, in order."""
        if self.element.text:
            yield self.element.text
        for child in self.element:
            yield Node(child)
            if child.tail:
                yield child.tail
