"""Says in the PDF what a line of a complex script is: its glyphs are no letters, and stand in another order than they are read.

Without `/ActualText` programs that read or copy the text get it garbled from Indic scripts, Khmer, Myanmar and others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

import pydyf  # type: ignore[import-untyped]
from weasyprint.draw import text  # type: ignore[import-untyped]

COMPLEX: Final = re.compile(
    "[\u0900-\u0dff\u0f00-\u109f\u1700-\u18af\u1900-\u1aff\u1b00-\u1c7f\ua800-\uabff\U00011000-\U00011fff]"
)
"""Scripts that are written left to right whose letters change their order or join."""

NO_TEXT: Final = "\u200b"


def install_actual_text() -> None:
    """Replaces WeasyPrint's function once more, after the speed-ups."""
    draw: Callable[..., list[Any]] = text.draw_first_line

    @wraps(draw)
    def draw_with_actual_text(stream: Any, textbox: Any, *args: Any) -> list[Any]:
        words = textbox.text
        if words.isascii() or not COMPLEX.search(words):
            return draw(stream, textbox, *args)
        pydyf.Stream.begin_marked_content(stream, "Span", pydyf.Dictionary({"ActualText": pydyf.String(words)}))
        images = draw(stream, textbox, *args)
        pydyf.Stream.end_marked_content(stream)
        give_every_glyph_a_text(stream)
        return images

    text.draw_first_line = draw_with_actual_text


def give_every_glyph_a_text(stream: Any) -> None:
    """PDF/UA wants a text for every glyph, for a further one of a letter too."""
    for font in stream._fonts.values():
        font.to_unicode.update({glyph: NO_TEXT for glyph, letters in font.to_unicode.items() if not letters})
