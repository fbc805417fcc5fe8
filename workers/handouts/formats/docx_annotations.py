"""What a DOCX has of the themes beside its text: comments on the words that are their evidence, and the strip as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Mm

from presentation.messages import load_messages
from presentation.tag_view import TagView
from workers.handouts.content.view import HandoutView
from workers.handouts.formats.docx_text import xml_safe
from workers.handouts.formats.text_runs import Run
from workers.handouts.strip_picture import strip_picture

PlacedRun = tuple[Run, Any]
"""A run of a text, and the run of the document that shows it."""


def add_comment(document: Any, tag: TagView, placed: Sequence[PlacedRun], written_at: datetime) -> None:
    """Adds a comment with a theme and its definition to the words that are its first evidence."""
    spans = tag.tag.evidence[:1]
    words = [run for own, run in placed for span in spans if own.start < span.end and own.end > span.start]
    if words:
        text = " ".join(filter(None, (f"{tag.family.name}: {tag.theme.name}.", tag.theme.definition, f"({tag.attribution})")))
        author = load_messages().shared.product
        comment = document.add_comment([words[0], words[-1]], xml_safe(text), author=author, initials=author[:1])
        comment._comment_elm.set(qn("w:date"), written_at.strftime("%Y-%m-%dT%H:%M:%SZ"))


def add_strip(document: Any, view: HandoutView, text_width: float) -> None:
    """Adds the strip of a thread; `text_width` is that of the page in millimetres."""
    body = strip_picture(view.strip, 6, mono=view.options.mono)
    width = min(text_width, (view.strip.width + 2) * view.bead)
    picture = document.add_paragraph().add_run().add_picture(BytesIO(body), width=Mm(width))
    picture._inline.docPr.set("descr", xml_safe(view.strip_label))
