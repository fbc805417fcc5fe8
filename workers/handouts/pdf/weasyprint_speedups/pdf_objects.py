"""Writes the objects of a PDF, of which a tagged one has tens of thousands."""

from __future__ import annotations

from functools import cache
from typing import Any

from workers.handouts.pdf.weasyprint_speedups.glyphs import to_bytes


def page_references(pdf: Any) -> tuple[bytes, ...]:
    """The references of the pages, which pydyf builds again for every element of the structure."""
    kids = pdf.pages["Kids"]
    cached: tuple[bytes, ...] = pdf.__dict__.get("cached_references", ())
    if len(cached) * 3 != len(kids):
        cached = pdf.__dict__["cached_references"] = tuple(b"%d 0 R" % number for number in kids[::3])
    return cached


@cache
def key_bytes(key: str) -> bytes:
    """The key of a dictionary, of which there are few."""
    return b"/" + key.encode("ascii") + b" "


def dictionary_data(dictionary: Any) -> bytes:
    """A dictionary in PDF syntax."""
    return b"<<" + b"".join([key_bytes(key) + to_bytes(value) for key, value in dictionary.items()]) + b">>"


def object_reference(item: Any) -> bytes:
    """How other objects name an object."""
    return b"%d %d R" % (item.number, item.generation)
