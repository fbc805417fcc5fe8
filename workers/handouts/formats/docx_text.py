"""Texts and styles of a DOCX: the lines of its index, what XML allows, fonts and sizes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from domain.shapes.codebook import Family, Theme
from presentation.markup import UNSAFE
from presentation.palette import pair
from workers.handouts.content.view import HandoutView

BODY, LABELS = "Georgia", "Arial"
STYLES = (("Normal", BODY, 11), ("Title", BODY, 24), ("Heading 1", LABELS, 12), ("Heading 2", LABELS, 14))


def index_lines(view: HandoutView) -> Iterator[str]:
    for entry in view.index:
        where = ", ".join(name for name, _ in entry.points)
        yield f"{theme_name(entry.family, entry.theme)} {where}"


def theme_name(family: Family, theme: Theme) -> str:
    """A theme with its family and the family's mark."""
    return f"{pair(family.palette).mark} {family.name}: {theme.name}"


def xml_safe(text: str) -> str:
    """Text without the characters that XML does not allow."""
    return UNSAFE.sub("\ufffd", text)


def set_styles(document: Any, language: str, scale: float) -> None:
    """Sets fonts, sizes and the language of the styles that a document uses."""
    styles = document.styles
    for name, face, size in STYLES:
        font = styles[name].font
        font.name, font.size, font.bold, font.italic = face, Pt(size * scale), name == "Heading 1", False
        font.color.rgb = RGBColor.from_string("1f2328")
        fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), face)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    styles["Normal"].paragraph_format.space_after = Pt(5)
    styles["Normal"].paragraph_format.line_spacing = 1.25
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language if language != "und" else "en")
    styles["Normal"].element.get_or_add_rPr().append(spoken)
