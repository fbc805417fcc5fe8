"""A Handout: a rendering of a Version in an edition and a format."""

from __future__ import annotations

from enum import StrEnum


class Edition(StrEnum):
    ANNOTATED = "annotated"
    READING = "reading"
    WORKSHOP = "workshop"


class Format(StrEnum):
    """The value is the file ending."""

    PDF = "pdf"
    HTML = "html"
    JSON = "json"
