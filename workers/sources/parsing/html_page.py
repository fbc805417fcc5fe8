"""HTML pages: lxml parses a page and finds its posts, BeautifulSoup reads each post. The one place where sources parse HTML.

BeautifulSoup's tree of a page takes ten times as long as lxml's, so only the parts that a source asks for become one.
lxml drops everything below a depth of about 254 and after a text of 10 MB without an error; with `huge_tree` it goes down to
about 2,000. So a source must count the posts that it finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import cached_property, lru_cache
from typing import Final, cast

from bs4 import BeautifulSoup, Tag
from bs4.builder import HTMLTreeBuilder
from bs4.element import AttributeDict, Script, Stylesheet, TemplateString
from lxml import etree

from workers.sources.parsing.decoding import printable

EMPTY: Final = "<html></html>"
HEAD: Final = "//meta | //link | //title | //script[@type='application/ld+json']"
CANONICAL: Final = "link[rel='canonical'][href], meta[property='og:url'][content]"
# The comments in which SingleFile, and browsers that save a page, name its address.
SAVED_FROM: Final = re.compile(
    r"<!--\s{0,9}(?:Page saved with SingleFile\s{1,9}url:|saved from url=\(\d{4,6}\))\s{0,9}(?P<url>https?://[^\s<>]{1,2000})",
    re.I,
)
COMMENTS_AT: Final = 20_000  # code points at a page's beginning in which these comments stand
SHADOW_ROOT: Final = frozenset({"shadowrootmode", "shadowroot", "shadowmode"})  # `template`; the last in MHTML of Chromium


def with_class(name: str) -> str:
    """An XPath condition: the element has this class among others. Used as `//div[{with_class("post")}]`."""
    # The first test is the quick one: most elements do not pass it.
    return f"(contains(@class, '{name}') and contains(concat(' ', normalize-space(@class), ' '), ' {name} '))"


class HtmlPage:
    """A parsed page. XPath finds elements in it; each is handed out as a BeautifulSoup tag of its own."""

    def __init__(self, markup: str) -> None:
        """Parses any text; whatever is wrong with the markup, a page comes out."""
        self._root = _parse(markup)
        self._saved_from = SAVED_FROM.search(markup, 0, COMMENTS_AT)

    def tags(self, path: str) -> list[Tag]:
        """The elements that the XPath finds, in the order of the page.

        An element inside another one that was found is left out of that one, so that no post contains the next where a page
        forgets to close its tags. A tag has no parents outside the element.
        """
        elements = self._find(path)
        separate = frozenset(elements)
        return [_tag_of(element, separate) for element in elements]

    def first(self, path: str) -> Tag | None:
        """The first element that the XPath finds, with all that is inside."""
        return next((_tag_of(element) for element in self._find(path)[:1]), None)

    def count(self, path: str) -> int:
        """How many elements the XPath finds."""
        return len(self._find(path))

    def longest(self, path: str, min_length: float) -> Tag | None:
        """The one with the most text of the elements that the XPath finds; None when it has less than `min_length`."""
        elements = _outermost_elements(self._find(path))
        lengths = [_text_length(element) for element in elements]
        longest = max(lengths, default=0)
        return _tag_of(elements[lengths.index(longest)]) if longest >= max(1, min_length) else None

    def text_length(self, path: str) -> int:
        """Code points of text in all elements that the XPath finds."""
        return sum(_text_length(element) for element in _outermost_elements(self._find(path)))

    @cached_property
    def head(self) -> Tag:
        """All `meta`, `link`, `title` and JSON-LD `script` elements of the page, wherever they stand."""
        return _soup_of(self._find(HEAD))

    @cached_property
    def body(self) -> Tag:
        """The whole page as one tag. Takes about a second for 5 MB."""
        return _soup_of(_roots(self._root))

    @property
    def canonical_url(self) -> str:
        """The address that the page gives for itself, else the one that it was saved from; "" without both."""
        tag = self.head.select_one(CANONICAL)
        saved_from = self._saved_from["url"] if self._saved_from else ""
        return attribute(tag, "href") or attribute(tag, "content") or saved_from

    def _find(self, path: str) -> list[etree._Element]:
        return cast(list[etree._Element], _compiled(path)(self._root))


def parse_html(markup: str) -> Tag:
    """A whole page or a fragment of HTML as one BeautifulSoup tag."""
    return _soup_of(_roots(_parse(markup)))


def attribute_pattern(name: str, *values: str) -> re.Pattern[bytes]:
    """Matches an attribute with one of these values in the source of a page, in quotes or, as SingleFile writes it, without."""
    either = "|".join(re.escape(value) for value in values)
    return re.compile(rf"\s{name}\s?=\s?[\"']?(?:{either})(?=[\"'\s>/])".encode())


def attribute(tag: Tag | None, name: str) -> str:
    """An attribute as text; "" when the attribute or the tag is missing."""
    value = tag.get(name) if tag is not None else None
    return value if isinstance(value, str) else " ".join(value or ())


def class_names(tag: Tag) -> Set[str]:
    """The classes of a tag."""
    return frozenset(cast(list[str], tag.get("class") or ()))


def one_line(tag: Tag) -> str:
    """The text of a tag on one line."""
    return " ".join(tag.get_text().split())


def outermost(tags: Iterable[Tag]) -> list[Tag]:
    """Tags in the order of the page without those that are inside another one of them. Linear, however deep they nest."""
    outer: list[Tag] = []
    inside: set[int] = set()
    for tag in tags:
        if id(tag) not in inside:
            outer.append(tag)
            inside.update(id(descendant) for descendant in tag.find_all(True))
    return outer


def _outermost_elements(elements: Iterable[etree._Element]) -> list[etree._Element]:
    outer: dict[etree._Element, None] = {}
    for element in elements:
        if not any(ancestor in outer for ancestor in element.iterancestors()):
            outer[element] = None
    return list(outer)


def _text_length(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in cast(Iterable[str], element.itertext()))


def _parse(markup: str) -> etree._Element:
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    root = etree.fromstring((markup if markup.strip() else EMPTY).encode("utf-8", "replace"), parser)
    if root is None:
        return etree.fromstring(EMPTY, etree.HTMLParser())
    for template in root.iter("template"):
        if SHADOW_ROOT.intersection(map(str, template.attrib)):
            template.tag = "div"  # what a browser shows in place of the element that it stands in
    return root


def _roots(root: etree._Element) -> Iterable[etree._Element]:
    """The root, and those that lxml makes of what stands behind `</html>`."""
    return root, *root.itersiblings()


@lru_cache(maxsize=500)
def _compiled(path: str) -> etree.XPath:
    return etree.XPath(path, smart_strings=False)


def _tag_of(element: etree._Element, separate: Set[etree._Element] = frozenset()) -> Tag:
    return cast(Tag, _soup_of((element,), separate).contents[0])


def _soup_of(elements: Iterable[etree._Element], separate: Set[etree._Element] = frozenset()) -> BeautifulSoup:
    return BeautifulSoup("", builder=_ElementBuilder(elements, separate))


class _ElementBuilder(HTMLTreeBuilder):
    """Builds BeautifulSoup's tree from elements that lxml has parsed, a third quicker than parsing their source again.

    Blank texts stay as they are; BeautifulSoup shortens them otherwise, also where a page shows them.
    """

    def __init__(self, elements: Iterable[etree._Element], separate: Set[etree._Element]) -> None:
        super().__init__(
            preserve_whitespace_tags={BeautifulSoup.ROOT_TAG_NAME},
            string_containers={"script": Script, "style": Stylesheet, "template": TemplateString},
        )
        self._elements, self._separate = elements, separate

    def feed(self, markup: object) -> None:  # noqa: ARG002 - it is empty, the elements are known
        for element in self._elements:
            self._feed_element(element)

    def _feed_element(self, root: etree._Element) -> None:
        soup = self.soup
        assert soup is not None
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            left_out = element is not root and element in self._separate
            if event == "start" and left_out:
                walk.skip_subtree()
            elif event == "start":
                attributes = AttributeDict((str(name), printable(str(value))) for name, value in element.attrib.items())
                soup.handle_starttag(str(element.tag), None, None, attributes)
                if element.text:
                    soup.handle_data(printable(element.text))
            else:
                if not left_out:
                    soup.handle_endtag(str(element.tag))
                if element.tail and element is not root:
                    soup.handle_data(printable(element.tail))


def prepare() -> None:
    """Lets soupsieve compile its own patterns, which takes 0.09 s at the first selector."""
    parse_html("").select_one(CANONICAL)
