"""Messages that a chat's window shows one a line below one header: nobody says when the others were written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workers.numbering import Piece
from workers.numbering.filling import LISTED
from workers.numbering.lines import lines_of
from workers.numbering.posts import numbers_in
from workers.numbering.separators import ANNOUNCES, LINK
from workers.sources.pasted.chat_lines import is_dashed_header, is_time_alone
from workers.sources.pasted.labelled_lines import LabelledText


def message_pieces(
    page: LabelledText, headers: Sequence[Sequence[int]], texts: Sequence[str], pieces: Sequence[Sequence[Piece]]
) -> list[Sequence[Piece]]:
    """The pieces of each text below a header: its messages, one a line, where no number of the author's parts them.

    Only below headers with a dash before the time, and where no time alone stands between messages.
    """
    parted = list(pieces)
    if any(parted) or any(is_time_alone(line) for line in page.line_texts) or any(numbers_in(texts)):
        return parted
    headed = (any(is_dashed_header(page.line(index)) for index in header) for header in headers)
    return [tuple(_messages(text)) if dashed else () for text, dashed in zip(texts, headed, strict=True)]


def _messages(text: str) -> Iterator[Piece]:
    """A piece for each line but items of a list, addresses alone, and what a colon announces; none for paragraphs."""
    lines = lines_of(text)
    if any(line.above for line in lines):
        return
    starts = [0]
    for index in range(1, len(lines)):
        words, before = text[lines[index].start : lines[index].end], text[lines[index - 1].start : lines[index - 1].end]
        if not (LISTED.match(words) or LINK.fullmatch(words.strip()) or before.rstrip().endswith(ANNOUNCES)):
            starts.append(index)
    for first, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield Piece(lines[first].start, lines[stop - 1].end)
