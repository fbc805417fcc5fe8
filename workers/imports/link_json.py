"""Reads addresses in JSON: exports of Karakeep, linkding, Readwise, Raindrop, Pocket, Pinboard, of browsers, and plain lists.

Their shapes differ, their words do not: an object with an address, a title and tags is a link, wherever it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from domain.pasted_input import ADDRESS
from domain.shapes.imports import ImportedLink, ImportFormat
from workers.imports.file_contents import LinkList, clean_labels
from workers.sources.parsing.json_tree import JsonTree

ADDRESS_KEYS: Final = ("source_url", "given_url", "link", "href", "uri", "url", "resolved_url", "address", "unique_url")
TITLE_KEYS: Final = ("title", "given_title", "resolved_title", "readable_title", "website_title", "description", "name")
LABEL_KEYS: Final = ("tags", "tag_names", "book_tags", "labels")
WITHIN: Final = ("content", "bookmark", "document")
"""Objects in which some services put the address of a link."""
LABEL_SEPARATORS: Final = re.compile(r"[,;\s]+")
FORMATS: Final = (
    (re.compile(r'"(?:tag_names|website_title)"'), ImportFormat.LINKDING),
    (re.compile(r'"bookmarks"\s*:\s*\['), ImportFormat.KARAKEEP),
    (re.compile(r'"(?:readwise_url|book_tags|reading_progress|user_book_id)"'), ImportFormat.READWISE),
    (re.compile(r'"(?:given_url|time_added)"'), ImportFormat.POCKET),
    (re.compile(r'"(?:raindrop|collectionId|raindropRef)"'), ImportFormat.RAINDROP),
)
PEEK: Final = 65_536


def read_json(text: str) -> LinkList | None:
    """The addresses in a JSON document; None for a text that is none, or has no addresses."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    links = tuple(_links(document))
    beginning = text[:PEEK]
    return (
        LinkList(next((form for sign, form in FORMATS if sign.search(beginning)), ImportFormat.BOOKMARKS), links)
        if links
        else None
    )


def _links(document: object) -> Iterator[ImportedLink]:
    """All links in document order. Without recursion, so that any depth is safe."""
    pending: list[object] = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, str) and ADDRESS.fullmatch(value.strip()):
            yield ImportedLink(value.strip())
        elif isinstance(value, list):
            pending.extend(reversed(value))
        elif isinstance(value, dict):
            if link := _link(JsonTree(value)):
                yield link
            else:
                pending.extend(inner for inner in reversed(value.values()) if isinstance(inner, dict | list))


def _link(tree: JsonTree) -> ImportedLink | None:
    """The object as a link; None for one without an address."""
    inner = next((tree[key] for key in WITHIN if tree[key].is_object), JsonTree())
    address = _first(tree, ADDRESS_KEYS, addresses=True) or _first(inner, ADDRESS_KEYS, addresses=True)
    if address is None:
        return None
    title = _first(tree, TITLE_KEYS) or _first(inner, TITLE_KEYS)
    return ImportedLink(address, title, clean_labels(_labels(tree)))


def _first(tree: JsonTree, keys: tuple[str, ...], *, addresses: bool = False) -> str | None:
    values = (tree[key].stripped for key in keys)
    return next((value for value in values if value and (not addresses or ADDRESS.fullmatch(value))), None)


def _labels(tree: JsonTree) -> Iterator[str]:
    for key in LABEL_KEYS:
        names = tree[key]
        if names.is_text:
            yield from LABEL_SEPARATORS.split(names.raw)
        yield from names.keys
        for name in names:
            yield name.raw or name["name"].raw
