"""One call for every handout: a Thread to a file's bytes, in an edition and a format."""

from __future__ import annotations

import json
from datetime import datetime

from archive.document import to_json
from archive.errors import Invalid
from archive.shapes.handout import Edition, Format
from archive.shapes.theme import Codebook
from archive.shapes.thread import Thread
from workers.handouts.html import one_file
from workers.handouts.pdf import pdf
from workers.handouts.sheet import sheet


def prepare() -> None:
    """Loads what is slow, fonts and templates and styles, so that processes forked later share it."""


def render(thread: Thread, codebook: Codebook, edition: Edition, format_: Format, rendered_at: datetime) -> bytes:
    """The handout's bytes; the same arguments give the same text.

    Raises Invalid for an edition that Threadsheet cannot make yet.
    """
    if format_ is Format.JSON:
        return json.dumps(to_json(thread, codebook), ensure_ascii=False, indent=1).encode()
    if edition is not Edition.ANNOTATED:
        raise Invalid(f"The {edition} edition cannot be made yet; the annotated one can.")
    said = sheet(thread, codebook, rendered_at)
    return pdf(said) if format_ is Format.PDF else one_file(said)
