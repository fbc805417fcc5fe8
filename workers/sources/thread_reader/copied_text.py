"""The Source for an unroller's page that was copied as text, or saved by a clipper."""

from __future__ import annotations

from dataclasses import replace

from domain.shapes.capture import Capture, MediaType
from domain.shapes.reading import Reading, Site
from workers.sources.hints import apply_hints
from workers.sources.parsing.decoding import decode_capture, is_html
from workers.sources.pasted.clip_markup import extract_pictures
from workers.sources.thread_reader.copied_page import MOST_SIGNATURES, count_boilerplate, read_copied_page


class ThreadReaderText:
    """A page of Thread Reader, Scrolly or another unroller, copied as text."""

    name = "thread reader text"
    site = Site.X
    reads_front_matter = False

    def claims(self, capture: Capture) -> bool:
        return capture.media_type is MediaType.TEXT and not is_html(capture) and self.signatures(capture) > 0

    def signatures(self, capture: Capture) -> int:
        return min(count_boilerplate(decode_capture(capture).text), MOST_SIGNATURES)

    def read(self, capture: Capture) -> Reading:
        """Raises NotAThread when the copied text does not contain the page's thread."""
        decoded = decode_capture(capture)
        clipped = extract_pictures(decoded.text)
        reading = clipped.restore_pictures(read_copied_page(clipped.text))
        return apply_hints(replace(reading, reasons=(*decoded.reasons, *reading.reasons)), capture)
