"""What kind of file a handout is: its media type, and the end of its name."""

from __future__ import annotations

from typing import Final

from domain.editions import CONTENTS
from domain.shapes.handout import Format, HandoutKey
from domain.shapes.options import options_from_query

PART_FORMATS: Final = frozenset({Format.PDF, Format.HTML, Format.EPUB, Format.MD, Format.MD_ZIP, Format.TXT, Format.DOCX})
"""Formats that the parts of a workshop have. In the others the workshop edition is the annotated one."""
ZIP_TYPE: Final = "application/zip"


def holds_all_parts(key: HandoutKey) -> bool:
    """Whether the file is a zip of all parts of a workshop."""
    is_workshop = CONTENTS[key.edition].exercise and key.format in PART_FORMATS
    return is_workshop and options_from_query(key.options).part is None


def media_type(key: HandoutKey) -> str:
    """The media type with which the file is served."""
    return ZIP_TYPE if holds_all_parts(key) else key.format.media_type


def name_suffix(key: HandoutKey) -> str:
    """The end of the file's name: the part of a workshop, and the ending."""
    if holds_all_parts(key):
        return f"-{key.format.value.split('.')[0]}.zip"
    part = options_from_query(key.options).part
    return f"-{part.value}.{key.format.value}" if part else f".{key.format.value}"
