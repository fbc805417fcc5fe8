"""A Thread Reader page copied whole, or as a clip."""

from __future__ import annotations

from dataclasses import replace

from domain.shapes.capture import Capture, MediaType
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.pasted.clip_markup import clipped
from workers.sources.thread_reader.copied_page import bears_furniture, copied


class ThreadReaderText:
    """A page of Thread Reader, Scrolly or another unroller, copied as text."""

    name = "thread reader text"
    site = Site.X

    def claims(self, capture: Capture) -> bool:
        return capture.media_type is MediaType.TEXT and not is_html(capture) and bears_furniture(decode_capture(capture).text)

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread when the page's thread is not among what was copied."""
        whole = decode_capture(capture)
        clip = clipped(whole.text)
        reading = clip.back(copied(clip.text))
        return apply_hints(replace(reading, reasons=(*whole.reasons, *reading.reasons)), capture)
